import type { IdCardEvent, IdCardReader } from '../../../devices/contract/id-card-reader.ts';
import type { PrintFault, ReceiptPrinter } from '../../../devices/contract/receipt-printer.ts';
import type { LinkStatus, PrinterStatus } from '../../../devices/contract/status.ts';
import type {
  Acknowledgement,
  CountyLink,
  PersonFacts,
  Unreachable,
} from '../../../flows/contract/county.ts';
import type {
  CertificationDraft,
  CommittedCertification,
  EarlierCertification,
  Journal,
  ReceiptState,
  StoreFault,
} from '../../../flows/contract/journal.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { Receipt } from '../../../shared/documents/receipt.ts';
import type { IdCard } from '../../../shared/identity/card.ts';
import type { CountyProfile } from '../../../shared/protocol/messages.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';

/** Fakes that speak the contracts, with knobs for every fault. Whatever a test holds, it must let go. */

export interface FakeReader extends IdCardReader {
  emit(event: IdCardEvent): void;
  link: LinkStatus;
  listeners: number;
}

export function createFakeReader(): FakeReader {
  const listeners = new Set<(event: IdCardEvent) => void>();
  const reader: FakeReader = {
    capability: { model: 'fake', simulated: true },
    link: { kind: 'ready' },
    status: () => reader.link,
    get listeners() {
      return listeners.size;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => undefined,
    stop: () => Promise.resolve(),
    emit(event) {
      if (event.type === 'status') reader.link = event.status;
      for (const listener of listeners) listener(event);
    },
  };
  return reader;
}

export const PAPER_OK: PrinterStatus = {
  link: { kind: 'ready' },
  paper: 'ok',
  cover: 'closed',
  fault: 'none',
};

export interface FakePrinter extends ReceiptPrinter {
  now: PrinterStatus;
  printed: Receipt[];
  /** What the next jobs answer; `hold` keeps the job open until `release`. */
  answer: Result<void, PrintFault> | 'hold' | 'throw';
  release(outcome: Result<void, PrintFault>): void;
  say(status: PrinterStatus): void;
}

export function createFakePrinter(): FakePrinter {
  const listeners = new Set<(status: PrinterStatus) => void>();
  let held: ((outcome: Result<void, PrintFault>) => void)[] = [];
  const printer: FakePrinter = {
    capability: { model: 'fake', simulated: true, columns: 48 },
    now: PAPER_OK,
    printed: [],
    answer: ok(undefined),
    status: () => printer.now,
    refresh: () => Promise.resolve(printer.now),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    print(receipt) {
      if (printer.answer === 'throw') return Promise.reject(new Error('driver fell over'));
      printer.printed.push(receipt);
      if (printer.answer !== 'hold') return Promise.resolve(printer.answer);
      return new Promise((resolve) => held.push(resolve));
    },
    release(outcome) {
      for (const resolve of held) resolve(outcome);
      held = [];
    },
    say(status) {
      printer.now = status;
      for (const listener of listeners) listener(status);
    },
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
  return printer;
}

export const PROFILE: CountyProfile = {
  code: '990101',
  name: '青松县',
  policyPack: 'national-2014',
  certification: { periodMonths: 12, convention: 'from-current-month', renewalWindowMonths: 2 },
  counter: '3号窗口',
  nearest: '一楼大厅 3 号窗口',
};

type Lookup = Result<PersonFacts, Unreachable> | 'hold' | 'throw';
type Settle = Acknowledgement | undefined | 'hold' | 'throw';

export interface FakeCounty extends CountyLink {
  current: CountyProfile | undefined;
  isOnline: boolean;
  isRevoked: boolean;
  lookups: string[];
  /** Where given, the county knows these numbers and no others. */
  roster: readonly string[] | undefined;
  settles: string[];
  lookupAnswer: Lookup;
  /** By turn; the last one stays. */
  settleAnswers: Settle[];
  releaseSettle(answer: Acknowledgement | undefined): void;
  changed(): void;
}

export const ACCEPTED: Acknowledgement = {
  decision: 'accepted',
  reason: null,
  validThrough: '2027-10',
  resumptionProposed: false,
};

export const RECEIVING: PersonFacts = { kind: 'known', status: 'receiving', certifiedThrough: '2026-11' };

export function createFakeCounty(): FakeCounty {
  const listeners = new Set<() => void>();
  let held: ((answer: Acknowledgement | undefined) => void)[] = [];
  const county: FakeCounty = {
    current: PROFILE,
    isOnline: true,
    isRevoked: false,
    lookups: [],
    roster: undefined,
    settles: [],
    lookupAnswer: ok(RECEIVING),
    settleAnswers: [ACCEPTED],
    profile: () => county.current,
    lookup(idNumber) {
      county.lookups.push(idNumber);
      if (county.roster?.includes(idNumber) === false) return Promise.resolve(ok({ kind: 'unknown-person' }));
      const answer = county.lookupAnswer;
      if (answer === 'throw') return Promise.reject(new Error('county link fell over'));
      return answer === 'hold' ? new Promise(() => undefined) : Promise.resolve(answer);
    },
    settle(certificateNo) {
      county.settles.push(certificateNo);
      const turn = Math.min(county.settles.length, county.settleAnswers.length) - 1;
      const answer = county.settleAnswers[turn];
      if (answer === 'throw') return Promise.reject(new Error('county link fell over'));
      if (answer !== 'hold') return Promise.resolve(answer);
      return new Promise((resolve) => held.push(resolve));
    },
    releaseSettle(answer) {
      for (const resolve of held) resolve(answer);
      held = [];
    },
    online: () => county.isOnline,
    revoked: () => county.isRevoked,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed() {
      for (const listener of listeners) listener();
    },
  };
  return county;
}

export interface FakeJournal extends Journal {
  committed: CertificationDraft[];
  receipts: [string, ReceiptState][];
  notes: { event: string; details: Readonly<Record<string, string | number | boolean>> | undefined }[];
  known: Map<string, EarlierCertification>;
  state: 'ok' | 'disk' | 'damaged' | 'rolled-back';
  fault: StoreFault | 'hold' | 'throw' | undefined;
  receiptFault: StoreFault | undefined;
  release(): void;
}

export function createFakeJournal(clock: Clock): FakeJournal {
  let held: (() => void)[] = [];
  const keep = (draft: CertificationDraft): CommittedCertification => {
    journal.committed.push(draft);
    const committed = {
      certificateNo: `9901010001${String(journal.committed.length).padStart(6, '0')}`,
      occurredAt: clock.now(),
      validThrough: draft.validThrough as CommittedCertification['validThrough'],
      recordHash: 'ab'.repeat(32),
      demo: true,
    };
    journal.known.set(draft.idNumber, {
      ...committed,
      method: draft.method,
      state: 'queued',
      receipt: 'pending',
    });
    return committed;
  };
  const journal: FakeJournal = {
    committed: [],
    receipts: [],
    notes: [],
    known: new Map(),
    state: 'ok',
    fault: undefined,
    receiptFault: undefined,
    commit(draft) {
      if (journal.fault === 'throw') return Promise.reject(new Error('store fell over'));
      if (journal.fault === 'hold') {
        return new Promise((resolve) => held.push(() => resolve(ok(keep(draft)))));
      }
      return Promise.resolve(journal.fault === undefined ? ok(keep(draft)) : err(journal.fault));
    },
    release() {
      for (const go of held) go();
      held = [];
    },
    earlier: (idNumber) => journal.known.get(idNumber),
    setReceipt(certificateNo, state) {
      if (journal.receiptFault) return err(journal.receiptFault);
      journal.receipts.push([certificateNo, state]);
      for (const [idNumber, known] of journal.known) {
        if (known.certificateNo === certificateNo) journal.known.set(idNumber, { ...known, receipt: state });
      }
      return ok(undefined);
    },
    note(event, details) {
      journal.notes.push({ event, details });
    },
    health: () => journal.state,
  };
  return journal;
}

/** Synthetic people: area codes 99xxxx belong to nobody. */
export function cardOf(idNumber: string, name: string, validTo = 'long-term'): IdCard {
  return {
    kind: 'citizen',
    idNumber,
    name,
    rawName: name,
    odd: [],
    sex: '2',
    birth: '1950-01-01',
    nation: '01',
    address: '青松县柏树镇一号',
    authority: '青松县公安局',
    validFrom: '2010-01-01',
    validTo,
    photo: new Uint8Array(1024),
  };
}
