import * as z from 'zod';
import type {
  CertificationDraft,
  CommittedCertification,
  EarlierCertification,
  Journal,
  StoreFault,
} from '../../../flows/contract/journal.ts';
import type { AuditRow } from '../../../shared/audit/chain.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { Month } from '../../../shared/dates/month.ts';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import { personHandle } from '../../../shared/protocol/enrolment.ts';
import type { SignedRecord } from '../../../shared/protocol/records.ts';
import {
  certificationSchema,
  recordSchema,
  signRecord,
  signedRecordSchema,
} from '../../../shared/protocol/records.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { ClockQuality } from './clock-quality.ts';
import type { EnrolmentKeeper } from './enrolment.ts';
import type { Numbers } from './numbers.ts';
import { certificationSeal } from './seal.ts';
import type { Epoch } from './standing.ts';
import type { Transactor } from './transact.ts';

export interface JournalParts {
  readonly db: Sqlite;
  readonly crypto: CryptoProvider;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly clockQuality: ClockQuality;
  readonly demo: boolean;
  readonly audit: AuditLog;
  readonly epoch: Epoch;
  readonly enrolment: EnrolmentKeeper;
  readonly transactor: Transactor;
  readonly numbers: Numbers;
  /** Why nothing may be certified, whoever stands there already. */
  readonly barred: () => string | undefined;
  readonly health: Journal['health'];
  /** Called after each commit: there is something to send. */
  readonly queued: () => void;
}

/** Everything of a certification that can be reckoned before its transaction begins. */
export interface PreparedCertification {
  readonly signed: SignedRecord;
  /** Canonical text of the record. */
  readonly text: string;
  readonly person: string;
  readonly event: AuditRow;
}

export interface TerminalJournal extends Journal {
  /** The two halves of `commit`, apart for the benchmark: signing, then the transaction. */
  prepare(draft: CertificationDraft): Result<PreparedCertification, StoreFault>;
  write(prepared: PreparedCertification): Result<CommittedCertification, StoreFault>;
}

export function openJournal(parts: JournalParts): TerminalJournal {
  const { db, crypto, signer, clock, audit, epoch, transactor } = parts;
  const insert = db.prepare(
    `INSERT INTO certifications (epoch, sequence, hash, signature, certificate_no, person, occurred_at,
       method, valid_through, demo, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const queue = db.prepare("INSERT INTO outbox (id, state) VALUES (?, 'queued')");
  const earlierById = db.prepare<[number], EarlierRow>(
    `SELECT c.certificate_no, c.occurred_at, c.method, c.valid_through, c.hash, c.receipt, c.decision, o.state,
       CASE WHEN json_valid(c.record) THEN json_extract(c.record, '$.clock.offsetMs') END AS offset_ms
     FROM certifications c LEFT JOIN outbox o ON o.id = c.id
     WHERE c.id = ?`,
  );
  // An index would be one more page to sync with every certification; a few thousand people a year fit here.
  const latestIds = new Map(
    db
      .prepare<[], { person: string; id: number }>(
        'SELECT person, max(id) AS id FROM certifications GROUP BY person',
      )
      .all()
      .map(({ person, id }) => [person, id]),
  );
  const writeReceipt = db.prepare('UPDATE certifications SET receipt = ? WHERE certificate_no = ?');

  function prepare(draft: CertificationDraft): Result<PreparedCertification, StoreFault> {
    if (!db.open) return err({ kind: 'closed' });
    const enrolled = parts.enrolment.current();
    if (enrolled === undefined) return err({ kind: 'io', detail: 'this terminal is not enrolled' });
    const barred = parts.barred();
    if (barred !== undefined) return err({ kind: 'io', detail: barred });
    const occurredAt = clock.now();
    const numbered = parts.numbers.next(enrolled.number, parts.clockQuality.now());
    if (!numbered.ok) return numbered;
    const certificateNo = numbered.value;
    const tip = epoch.tip();
    const signed = signRecord(crypto, signer, {
      terminal: enrolled.terminal,
      epoch: epoch.current(),
      sequence: tip.sequence + 1,
      previous: tip.hash,
      occurredAt,
      clock: parts.clockQuality.read(),
      demo: parts.demo,
      body: { kind: 'certification', certificateNo, ...draft },
    });
    const { epoch: inEpoch, sequence } = signed.record;
    const person = personHandle(crypto, enrolled.handleKey, draft.idNumber);
    const sealed = certificationSeal(crypto, {
      person,
      occurred_at: occurredAt,
      method: signed.record.body.method,
      valid_through: signed.record.body.validThrough,
      demo: signed.record.demo ? 1 : 0,
      signature: signed.signature,
    });
    return ok({
      signed,
      text: canonicalize(signed.record),
      person,
      event: audit.next(occurredAt, 'certified', {
        certificateNo,
        epoch: inEpoch,
        sequence,
        record: signed.hash,
        sealed,
      }),
    });
  }

  function write(prepared: PreparedCertification): Result<CommittedCertification, StoreFault> {
    const { text, person, event } = prepared;
    const { record, hash, signature } = prepared.signed;
    const { certificateNo, method, validThrough } = record.body;
    const written = transactor.run(() => {
      const { lastInsertRowid } = insert.run(
        record.epoch,
        record.sequence,
        hash,
        signature,
        certificateNo,
        person,
        record.occurredAt,
        method,
        validThrough,
        record.demo ? 1 : 0,
        text,
      );
      const id = Number(lastInsertRowid);
      queue.run(id);
      audit.write(event);
      return id;
    });
    if (!written.ok) return written;
    latestIds.set(person, written.value);
    parts.queued();
    return ok({
      certificateNo,
      occurredAt: rightTime(record.occurredAt, record.clock.offsetMs),
      validThrough: validThrough as Month,
      recordHash: hash,
      demo: record.demo,
    });
  }

  return {
    prepare,
    write,
    commit(draft) {
      // Nothing awaits between the two: the sequence that was signed is still the next one.
      const prepared = prepare(draft);
      return Promise.resolve(prepared.ok ? write(prepared.value) : prepared);
    },
    earlier(idNumber) {
      const enrolled = parts.enrolment.current();
      if (enrolled === undefined || !db.open) return undefined;
      const id = latestIds.get(personHandle(crypto, enrolled.handleKey, idNumber));
      const row = id === undefined ? undefined : earlierById.get(id);
      return row === undefined ? undefined : earlierOf(row);
    },
    setReceipt: (certificateNo, state) =>
      transactor.run(() => {
        if (writeReceipt.run(state, certificateNo).changes === 1)
          audit.append(clock.now(), 'receipt', { certificateNo, state });
      }),
    note(event, details) {
      // Without space or after the end a visit's notes are not worth stopping for; `health` tells.
      unread(transactor.run(() => audit.append(clock.now(), event, details)));
    },
    health: parts.health,
  };
}

/** The record keeps the raw clock and what was known of it; people are told the right time. */
function rightTime(occurredAt: number, offsetMs: number | null): number {
  return occurredAt + (offsetMs ?? 0);
}

interface EarlierRow {
  readonly certificate_no: string;
  readonly occurred_at: number;
  /** As its record says; gone with the record. */
  readonly offset_ms: unknown;
  readonly method: string;
  readonly valid_through: string;
  readonly hash: string;
  readonly receipt: string;
  readonly decision: string | null;
  readonly state: 'queued' | 'parked' | null;
}

const earlierSchema = z.object({
  certificateNo: certificationSchema.shape.certificateNo,
  occurredAt: recordSchema.shape.occurredAt,
  method: certificationSchema.shape.method,
  validThrough: certificationSchema.shape.validThrough.transform((month) => month as Month),
  recordHash: signedRecordSchema.shape.hash,
  state: z.enum(['queued', 'parked', 'accepted', 'submitted', 'refused']),
  receipt: z.enum(['pending', 'begun', 'printed', 'later', 'none']),
}) satisfies z.ZodType<EarlierCertification>;

/** `undefined` for a row that was not written here: nobody is told what is not known. */
function earlierOf(row: EarlierRow): EarlierCertification | undefined {
  return earlierSchema.safeParse({
    certificateNo: row.certificate_no,
    occurredAt: rightTime(row.occurred_at, typeof row.offset_ms === 'number' ? row.offset_ms : null),
    method: row.method,
    validThrough: row.valid_through,
    recordHash: row.hash,
    state: row.decision ?? row.state ?? 'queued',
    receipt: row.receipt,
  }).data;
}
