import * as z from 'zod';
import type { Acknowledgement } from '../../../flows/contract/county.ts';
import type { Outbox, Verdict } from '../../../flows/sync/ports.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { Month } from '../../../shared/dates/month.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import { certificationAnswerSchema } from '../../../shared/records/certification.ts';
import type { RecordBody } from '../../../shared/records/kind.ts';
import { numbered, numberOf } from '../../../shared/records/kind.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { ClockQuality } from './clock-quality.ts';
import type { CountyHead } from './county-head.ts';
import type { EnrolmentKeeper } from './enrolment.ts';
import type { Numbers } from './numbers.ts';
import type { TerminalKinds } from './kinds.ts';
import type { QueuedRow, RecordDamage } from './queued-record.ts';
import { readRecord } from './queued-record.ts';
import type { Epoch } from './standing.ts';
import type { Transactor } from './transact.ts';

export interface TerminalOutbox extends Outbox {
  /** What the county said to a certificate; `waiting` or `parked` as long as it said nothing. */
  answerTo(certificateNo: string): Acknowledgement | 'waiting' | 'parked' | undefined;
  /** Records that are parked because they are not as they were written. */
  damaged(): number;
}

interface AnswerRow {
  readonly answer: string | null;
  readonly state: 'queued' | 'parked' | null;
}

/** As it is kept (`kinds.ts`): what is not there is empty. */
const acknowledgementSchema = z
  .preprocess(
    (kept) => (typeof kept === 'object' && kept !== null ? mapEmpty(kept) : kept),
    certificationAnswerSchema.pick({
      decision: true,
      reason: true,
      validThrough: true,
      resumptionProposed: true,
    }),
  )
  .transform(({ validThrough, ...rest }) => ({
    ...rest,
    validThrough: (validThrough ?? undefined) as Month | undefined,
  }));

function mapEmpty(kept: object): object {
  return Object.fromEntries(
    Object.entries(kept).map(([field, value]: [string, unknown]) => [field, value === '' ? null : value]),
  );
}

export function openOutbox(parts: {
  readonly db: Sqlite;
  readonly kinds: TerminalKinds;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly clockQuality: ClockQuality;
  readonly audit: AuditLog;
  readonly epoch: Epoch;
  readonly enrolment: EnrolmentKeeper;
  readonly countyHead: CountyHead;
  readonly numbers: Numbers;
  readonly transactor: Transactor;
  readonly rest: () => void;
}): TerminalOutbox {
  const { db, clock, audit, epoch, countyHead, transactor } = parts;
  const all = db.prepare<[], number>('SELECT count(*) FROM outbox').pluck();
  const parked = db.prepare<[], number>("SELECT count(*) FROM outbox WHERE state = 'parked'").pluck();
  const spoilt = db
    .prepare<[], number>("SELECT count(*) FROM outbox WHERE state = 'parked' AND note LIKE 'damaged:%'")
    .pluck();
  const oldest = db.prepare<[number], QueuedRow & { public_key: string | null }>(
    `SELECT r.id, r.kind, r.epoch, r.sequence, r.hash, r.signature, r.number, r.record, l.public_key
     FROM outbox o JOIN records r ON r.id = o.id LEFT JOIN lives l ON l.epoch = r.epoch
     WHERE o.state = 'queued' ORDER BY o.id LIMIT ?`,
  );
  const orphans = db
    .prepare<[], number>(
      "SELECT id FROM outbox WHERE state = 'queued' AND id NOT IN (SELECT id FROM records)",
    )
    .pluck();
  const waiting = db
    .prepare<[string, string], number>(
      `SELECT r.id FROM records r JOIN outbox o ON o.id = r.id
       WHERE r.number = ? AND r.hash = ? AND o.state = 'queued'`,
    )
    .pluck();
  const writeAnswer = db.prepare('UPDATE records SET answer = ?, answered_at = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM outbox WHERE id = ?');
  const park = db.prepare("UPDATE outbox SET state = 'parked', note = ? WHERE id = ?");
  const answer = db.prepare<[string], AnswerRow>(
    `SELECT r.answer, o.state FROM records r LEFT JOIN outbox o ON o.id = r.id
     WHERE r.number = ? AND r.kind = 'certification'`,
  );

  function applyOne(verdict: Verdict, now: number): void {
    const body: RecordBody = verdict.signed.record.body;
    const kind = parts.kinds[body.kind];
    if (kind === undefined) return;
    const number = numberOf(kind.shared, body);
    const id = waiting.get(number, verdict.signed.hash);
    if (id === undefined) return;
    if (verdict.kind === 'parked') {
      park.run(`${verdict.why}: ${verdict.detail}`, id);
      audit.append(now, `record-${verdict.why}`, {
        ...numbered(kind.shared, number),
        detail: verdict.detail,
      });
      return;
    }
    const kept = kind.kept(verdict.answer);
    writeAnswer.run(canonicalize(kept), now, id);
    remove.run(id);
    audit.append(now, 'record-answered', { ...numbered(kind.shared, number), ...kept });
  }

  /** False when the disk would not: they are found again the next time. */
  function parkDamaged(
    records: readonly { readonly row: QueuedRow; readonly damage: RecordDamage }[],
  ): boolean {
    const now = clock.now();
    return transactor.run(() => {
      for (const { row, damage } of records) {
        park.run(`damaged: ${damage}`, row.id);
        // By its place: any of its own fields may be what was altered.
        const number = /^\d{16}$/.test(row.number) ? row.number : '';
        const kind = parts.kinds[row.kind];
        const named = kind === undefined ? { number } : numbered(kind.shared, number);
        audit.append(now, 'record-damaged', { place: row.id, ...named, detail: damage });
      }
    }).ok;
  }

  /** A place in the queue whose record is gone would be waited for without end. */
  function parkOrphans(): boolean {
    const damage = 'its record is gone';
    return transactor.run(() => {
      for (const id of orphans.all()) {
        park.run(`damaged: ${damage}`, id);
        audit.append(clock.now(), 'record-damaged', { place: id, number: '', detail: damage });
      }
    }).ok;
  }

  return {
    standing() {
      const parkedCount = parked.get() ?? 0;
      return {
        epoch: epoch.current(),
        sequence: epoch.tip().sequence,
        queued: (all.get() ?? 0) - parkedCount,
        parked: parkedCount,
        audit: audit.head(),
        countyAudit: countyHead.known(),
      };
    },
    next(limit) {
      // What is parked as damaged makes room for those behind it.
      for (;;) {
        const rows = oldest.all(limit);
        const read = rows.map((row) => ({
          row,
          record: readRecord(parts.kinds, row, parts.crypto, row.public_key),
        }));
        const whole = read.flatMap(({ record }) => (record.ok ? [record.value] : []));
        const damaged = read.flatMap(({ row, record }) => (record.ok ? [] : [{ row, damage: record.error }]));
        if (rows.length === 0 && orphans.all().length > 0 && parkOrphans()) continue;
        if (damaged.length === 0 || !parkDamaged(damaged)) return whole;
      }
    },
    apply(verdicts, alarms) {
      const now = clock.now();
      return transactor.run(() => {
        for (const verdict of verdicts) applyOne(verdict, now);
        for (const alarm of alarms) audit.append(now, alarm.event, alarm.details);
      });
    },
    rolledBack(highestAtCounty) {
      if (epoch.rolledBack()) return;
      // Not written, it is found again at the next heartbeat.
      unread(
        transactor.run(() => {
          epoch.markRolledBack();
          parts.numbers.raiseToMarks();
          audit.append(clock.now(), 'store-rolled-back', {
            highestAtCounty,
            highestHere: epoch.tip().sequence,
          });
        }),
      );
    },
    hear({ audit: head, highestCertificates = [] }) {
      const enrolled = parts.enrolment.current();
      if (enrolled !== undefined && (epoch.withheld() || highestCertificates.length > 0)) {
        // Not written, the next heartbeat says it again.
        unread(
          transactor.run(() => {
            parts.numbers.raise(enrolled.number, highestCertificates);
            if (!epoch.withheld()) return;
            epoch.release();
            audit.append(clock.now(), 'loss-told', { epoch: epoch.current() });
          }),
        );
      }
      if (head !== undefined) countyHead.hear(head);
    },
    damaged: () => (db.open ? (spoilt.get() ?? 0) : 0),
    learnOffset: (offsetMs) => parts.clockQuality.learn(offsetMs),
    rest: parts.rest,
    answerTo(certificateNo) {
      const row = db.open ? answer.get(certificateNo) : undefined;
      if (row === undefined) return undefined;
      if (row.answer === null) return row.state === 'parked' ? 'parked' : 'waiting';
      return acknowledgementSchema.safeParse(parsed(row.answer)).data;
    },
  };
}

/** `undefined` for a text that was not written here. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
