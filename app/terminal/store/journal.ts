import type { Statement } from 'better-sqlite3';
import * as z from 'zod';
import type {
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
import { certificationSchema } from '../../../shared/records/certification.ts';
import type { RecordBody } from '../../../shared/records/kind.ts';
import { numbered } from '../../../shared/records/kind.ts';
import type { Signed } from '../../../shared/records/envelope.ts';
import { occurredAtSchema, recordHashSchema, signRecord } from '../../../shared/records/envelope.ts';
import { assert } from '../../../shared/result/assert.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { ClockQuality } from './clock-quality.ts';
import type { EnrolmentKeeper } from './enrolment.ts';
import type { Numbers } from './numbers.ts';
import type { TerminalKind, TerminalKinds } from './kinds.ts';
import { recordSeal } from './seal.ts';
import type { Epoch } from './standing.ts';
import type { Transactor } from './transact.ts';

export interface JournalParts {
  readonly db: Sqlite;
  readonly kinds: TerminalKinds;
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

/** Everything of a record that can be reckoned before its transaction begins. */
export interface PreparedRecord {
  readonly kind: TerminalKind;
  readonly signed: Signed;
  readonly number: string;
  /** What goes into the table of its kind. */
  readonly own: readonly (string | number)[];
  /** Canonical text of the record. */
  readonly text: string;
  readonly person: string;
  readonly event: AuditRow;
}

export interface TerminalJournal extends Journal {
  /** A record of any kind: all but its number, which the store gives. Durable when it answers ok. */
  record(draft: RecordBody): Result<CommittedRecord, StoreFault>;
  /** The two halves of `record`, apart for the benchmark: signing, then the transaction. */
  prepare(draft: RecordBody): Result<PreparedRecord, StoreFault>;
  write(prepared: PreparedRecord): Result<CommittedRecord, StoreFault>;
}

/** A record with its place in the books. */
export type CommittedRecord = Pick<CommittedCertification, 'occurredAt' | 'recordHash' | 'demo'> & {
  readonly number: string;
};

export function openJournal(parts: JournalParts): TerminalJournal {
  const { db, crypto, signer, clock, audit, epoch, transactor } = parts;
  const insert = db.prepare(
    `INSERT INTO records (kind, epoch, sequence, hash, signature, number, person, occurred_at, demo, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertOwn = prepareOwn(db, parts.kinds);
  const queue = db.prepare("INSERT INTO outbox (id, state) VALUES (?, 'queued')");
  const earlierById = db.prepare<[number], EarlierRow>(
    `SELECT r.number, r.occurred_at, c.method, c.valid_through, r.hash, r.receipt, o.state,
       CASE WHEN json_valid(r.answer) THEN r.answer ->> 'decision' END AS decision,
       CASE WHEN json_valid(r.record) THEN json_extract(r.record, '$.clock.offsetMs') END AS offset_ms
     FROM records r JOIN certifications c ON c.id = r.id LEFT JOIN outbox o ON o.id = r.id
     WHERE r.id = ?`,
  );
  // An index would be one more page to sync with every certification; a few thousand people a year fit here.
  const latestIds = new Map(
    db
      .prepare<[], { person: string; id: number }>(
        "SELECT person, max(id) AS id FROM records WHERE kind = 'certification' GROUP BY person",
      )
      .all()
      .map(({ person, id }) => [person, id]),
  );
  const kindOf = db.prepare<[string], string>('SELECT kind FROM records WHERE number = ?').pluck();
  const writeReceipt = db.prepare('UPDATE records SET receipt = ? WHERE number = ?');

  function prepare(draft: RecordBody): Result<PreparedRecord, StoreFault> {
    const kind = parts.kinds[draft.kind];
    assert(kind !== undefined, 'a kind that this terminal knows');
    if (!db.open) return err({ kind: 'closed' });
    const enrolled = parts.enrolment.current();
    if (enrolled === undefined) return err({ kind: 'io', detail: 'this terminal is not enrolled' });
    const barred = parts.barred();
    if (barred !== undefined) return err({ kind: 'io', detail: barred });
    const occurredAt = clock.now();
    const given = parts.numbers.next(enrolled.number, parts.clockQuality.now());
    if (!given.ok) return given;
    const number = given.value;
    const body = { ...draft, ...numbered(kind.shared, number) };
    const tip = epoch.tip();
    const signed = signRecord(crypto, signer, {
      terminal: enrolled.terminal,
      epoch: epoch.current(),
      sequence: tip.sequence + 1,
      previous: tip.hash,
      occurredAt,
      clock: parts.clockQuality.read(),
      demo: parts.demo,
      body,
    });
    const { epoch: inEpoch, sequence } = signed.record;
    const person = personHandle(crypto, enrolled.handleKey, kind.shared.idNumber(body));
    const own = kind.own?.values(body) ?? [];
    const sealed = recordSeal(crypto, {
      kind: draft.kind,
      person,
      occurred_at: occurredAt,
      own,
      demo: signed.record.demo ? 1 : 0,
      signature: signed.signature,
    });
    return ok({
      kind,
      signed,
      number,
      own,
      text: canonicalize(signed.record),
      person,
      event: audit.next(occurredAt, kind.event, {
        ...numbered(kind.shared, number),
        epoch: inEpoch,
        sequence,
        record: signed.hash,
        sealed,
      }),
    });
  }

  function write(prepared: PreparedRecord): Result<CommittedRecord, StoreFault> {
    const { kind, number, own, text, person, event } = prepared;
    const { record, hash, signature } = prepared.signed;
    const { kind: name } = record.body;
    const written = transactor.run(() => {
      const { lastInsertRowid } = insert.run(
        name,
        record.epoch,
        record.sequence,
        hash,
        signature,
        number,
        person,
        record.occurredAt,
        record.demo ? 1 : 0,
        text,
      );
      const id = Number(lastInsertRowid);
      insertOwn.get(kind)?.run(id, ...own);
      queue.run(id);
      audit.write(event);
      return id;
    });
    if (!written.ok) return written;
    if (name === 'certification') latestIds.set(person, written.value);
    parts.queued();
    return ok({
      number,
      occurredAt: rightTime(record.occurredAt, record.clock.offsetMs),
      recordHash: hash,
      demo: record.demo,
    });
  }

  function record(draft: RecordBody): Result<CommittedRecord, StoreFault> {
    // Nothing awaits between the two: the sequence that was signed is still the next one.
    const prepared = prepare(draft);
    return prepared.ok ? write(prepared.value) : prepared;
  }

  return {
    prepare,
    write,
    record,
    commit(draft) {
      const committed = record({ kind: 'certification', ...draft });
      if (!committed.ok) return Promise.resolve(committed);
      const { number: certificateNo, ...rest } = committed.value;
      return Promise.resolve(ok({ certificateNo, validThrough: draft.validThrough as Month, ...rest }));
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
        const kind = parts.kinds[kindOf.get(certificateNo) ?? ''];
        if (kind !== undefined && writeReceipt.run(state, certificateNo).changes === 1)
          audit.append(clock.now(), 'receipt', { ...numbered(kind.shared, certificateNo), state });
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

function prepareOwn(db: Sqlite, kinds: TerminalKinds): ReadonlyMap<TerminalKind, Statement> {
  return new Map(
    Object.values(kinds).flatMap((kind) => {
      if (kind.own === undefined) return [];
      const { table, columns } = kind.own;
      const places = columns.map(() => '?').join(', ');
      return [[kind, db.prepare(`INSERT INTO ${table} (id, ${columns.join(', ')}) VALUES (?, ${places})`)]];
    }),
  );
}

interface EarlierRow {
  readonly number: string;
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
  occurredAt: occurredAtSchema,
  method: certificationSchema.shape.method,
  validThrough: certificationSchema.shape.validThrough.transform((month) => month as Month),
  recordHash: recordHashSchema,
  state: z.enum(['queued', 'parked', 'accepted', 'submitted', 'refused']),
  receipt: z.enum(['pending', 'begun', 'printed', 'later', 'none']),
}) satisfies z.ZodType<EarlierCertification>;

/** `undefined` for a row that was not written here: nobody is told what is not known. */
function earlierOf(row: EarlierRow): EarlierCertification | undefined {
  return earlierSchema.safeParse({
    certificateNo: row.number,
    occurredAt: rightTime(row.occurred_at, typeof row.offset_ms === 'number' ? row.offset_ms : null),
    method: row.method,
    validThrough: row.valid_through,
    recordHash: row.hash,
    state: row.decision ?? row.state ?? 'queued',
    receipt: row.receipt,
  }).data;
}
