import type {
  CountyWord,
  Courier,
  Exchange,
  ExchangeFault,
  Outbox,
  Verdict,
} from '../../../flows/sync/ports.ts';
import type { RecordAnswer, RecordsAnswer } from '../../../shared/protocol/messages.ts';
import type { SignedRecord } from '../../../shared/records/kinds.ts';
import { GENESIS } from '../../../shared/records/envelope.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { VirtualClock } from './virtual-clock.ts';

export const EPOCH = '00112233445566aa';

export function record(sequence: number, hash = String(sequence).padStart(64, '0')): SignedRecord {
  return {
    record: {
      terminal: 'T1',
      epoch: EPOCH,
      sequence,
      previous: GENESIS,
      occurredAt: 1,
      clock: { quality: 'trusted', offsetMs: null },
      demo: false,
      body: {
        kind: 'certification',
        certificateNo: String(2_611_230_001_000_000 + sequence),
        idNumber: '990101195001011234',
        name: '李秀珍',
        source: 'id-card',
        method: 'face',
        validThrough: '2027-10',
      },
    },
    hash,
    signature: 'signature',
  };
}

/** An outbox in memory that notes all that happens to it. */
export function fakeOutbox(count: number) {
  const queued = Array.from({ length: count }, (_, index) => record(index + 1));
  const verdicts: Verdict[] = [];
  const alarms: string[] = [];
  const state = {
    highest: count,
    rolledBack: 0,
    offset: undefined as number | undefined,
    rests: 0,
    heard: [] as CountyWord[],
  };
  const outbox: Outbox = {
    standing: () => ({
      epoch: EPOCH,
      sequence: state.highest,
      queued: queued.length,
      parked: verdicts.filter(({ kind }) => kind === 'parked').length,
      audit: { sequence: 0, hash: GENESIS },
      countyAudit: undefined,
    }),
    next: (limit) => queued.slice(0, limit),
    apply(now, events) {
      for (const verdict of now) {
        const at = queued.findIndex(({ hash }) => hash === verdict.signed.hash);
        if (at < 0) continue;
        queued.splice(at, 1);
        verdicts.push(verdict);
      }
      alarms.push(...events.map(({ event }) => event));
      return ok(undefined);
    },
    rolledBack(highest) {
      state.rolledBack = highest;
    },
    hear(word) {
      state.heard.push(word);
    },
    learnOffset(offset) {
      state.offset = offset;
    },
    rest() {
      state.rests += 1;
    },
  };
  return {
    outbox,
    queued,
    verdicts,
    alarms,
    state,
    add: () => {
      state.highest += 1;
      queued.push(record(state.highest));
    },
  };
}

export function recorded(signed: SignedRecord): RecordAnswer {
  const { epoch, sequence, body } = signed.record;
  return {
    epoch,
    sequence,
    hash: signed.hash,
    outcome: {
      kind: 'recorded',
      certificateNo: body.certificateNo,
      decision: 'accepted',
      reason: null,
      validThrough: '2027-10',
      resumptionProposed: false,
      receivedAt: 5,
      clockSkewed: false,
    },
  };
}

type Answers = Result<RecordAnswer[], ExchangeFault>;

/**
 * A county that dedupes like the real one and can be told to misbehave: `down` faults every exchange,
 * `tamper` changes what it answers to records, after they took effect.
 */
export function fakeCounty(clock: VirtualClock) {
  /** How often each record took effect: more than once is what must never be. */
  const effects = new Map<string, number>();
  const calls: {
    readonly kind: 'records' | 'heartbeat' | 'changes';
    readonly at: number;
    readonly size: number;
  }[] = [];
  const county = {
    effects,
    calls,
    down: undefined as ExchangeFault | undefined,
    highest: 0,
    word: {} as CountyWord,
    aheadMs: 0,
    roundTripMs: 20,
    poison: new Set<number>(),
    refuse: (_batch: readonly SignedRecord[]): ExchangeFault | undefined => undefined,
    tamper: (answers: RecordAnswer[]): Answers => ok(answers),
  };
  const exchange = <T>(body: T): Exchange<T> => ({
    body,
    offsetMs: county.aheadMs + county.roundTripMs / 2,
    roundTripMs: county.roundTripMs,
  });
  const note = (kind: 'records' | 'heartbeat' | 'changes', size = 0): void => {
    calls.push({ kind, at: clock.monotonic(), size });
  };
  const take = (signed: SignedRecord): RecordAnswer => {
    const { epoch, sequence } = signed.record;
    if (county.poison.has(sequence))
      return { epoch, sequence, hash: signed.hash, outcome: { kind: 'rejected', detail: 'poison' } };
    if (!effects.has(signed.hash)) effects.set(signed.hash, 0);
    if (effects.get(signed.hash) === 0) effects.set(signed.hash, 1);
    return recorded(signed);
  };
  const courier: Courier = {
    async records(batch) {
      note('records', batch.length);
      if (county.down !== undefined) return err(county.down);
      const refusal = county.refuse(batch);
      if (refusal !== undefined) return err(refusal);
      const answers = county.tamper(batch.map(take));
      if (!answers.ok) return answers;
      const body: RecordsAnswer = { answers: answers.value, now: clock.now() };
      return ok(exchange(body));
    },
    async heartbeat() {
      note('heartbeat');
      return county.down === undefined
        ? ok(exchange({ highestSequence: county.highest, ...county.word, now: clock.now() }))
        : err(county.down);
    },
    async changes() {
      note('changes');
      return county.down === undefined ? ok(exchange({ cursor: 'c1', now: clock.now() })) : err(county.down);
    },
  };
  return { county, courier };
}
