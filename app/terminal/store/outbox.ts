import type { Acknowledgement } from '../../../flows/contract/county.ts';
import type { Outbox, Verdict } from '../../../flows/sync/ports.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { Month } from '../../../shared/dates/month.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { recordedSchema } from '../../../shared/protocol/messages.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { ClockQuality } from './clock-quality.ts';
import type { CountyHead } from './county-head.ts';
import type { EnrolmentKeeper } from './enrolment.ts';
import type { Numbers } from './numbers.ts';
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
  readonly decision: string | null;
  readonly reason: string | null;
  readonly answered_through: string | null;
  readonly resumption: number | null;
  readonly state: 'queued' | 'parked' | null;
}

const acknowledgementSchema = recordedSchema
  .pick({ decision: true, reason: true, validThrough: true, resumptionProposed: true })
  .transform(({ validThrough, ...rest }) => ({
    ...rest,
    validThrough: (validThrough ?? undefined) as Month | undefined,
  }));

export function openOutbox(parts: {
  readonly db: Sqlite;
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
    `SELECT c.id, c.epoch, c.sequence, c.hash, c.signature, c.certificate_no, c.record, l.public_key
     FROM outbox o JOIN certifications c ON c.id = o.id LEFT JOIN lives l ON l.epoch = c.epoch
     WHERE o.state = 'queued' ORDER BY o.id LIMIT ?`,
  );
  const orphans = db
    .prepare<[], number>(
      "SELECT id FROM outbox WHERE state = 'queued' AND id NOT IN (SELECT id FROM certifications)",
    )
    .pluck();
  const waiting = db
    .prepare<[string, string], number>(
      `SELECT c.id FROM certifications c JOIN outbox o ON o.id = c.id
       WHERE c.certificate_no = ? AND c.hash = ? AND o.state = 'queued'`,
    )
    .pluck();
  const writeAnswer = db.prepare(
    'UPDATE certifications SET decision = ?, reason = ?, answered_through = ?, resumption = ?, answered_at = ? WHERE id = ?',
  );
  const remove = db.prepare('DELETE FROM outbox WHERE id = ?');
  const park = db.prepare("UPDATE outbox SET state = 'parked', note = ? WHERE id = ?");
  const answer = db.prepare<[string], AnswerRow>(
    `SELECT c.decision, c.reason, c.answered_through, c.resumption, o.state
     FROM certifications c LEFT JOIN outbox o ON o.id = c.id WHERE c.certificate_no = ?`,
  );

  function applyOne(verdict: Verdict, now: number): void {
    const { certificateNo } = verdict.signed.record.body;
    const id = waiting.get(certificateNo, verdict.signed.hash);
    if (id === undefined) return;
    if (verdict.kind === 'parked') {
      park.run(`${verdict.why}: ${verdict.detail}`, id);
      audit.append(now, `record-${verdict.why}`, { certificateNo, detail: verdict.detail });
      return;
    }
    const { decision, reason, validThrough, resumptionProposed } = verdict.answer;
    writeAnswer.run(decision, reason, validThrough, resumptionProposed ? 1 : 0, now, id);
    remove.run(id);
    audit.append(now, 'record-answered', {
      certificateNo,
      decision,
      reason: reason ?? '',
      validThrough: validThrough ?? '',
      resumptionProposed,
    });
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
        const certificateNo = /^\d{16}$/.test(row.certificate_no) ? row.certificate_no : '';
        audit.append(now, 'record-damaged', { place: row.id, certificateNo, detail: damage });
      }
    }).ok;
  }

  /** A place in the queue whose record is gone would be waited for without end. */
  function parkOrphans(): boolean {
    const damage = 'its record is gone';
    return transactor.run(() => {
      for (const id of orphans.all()) {
        park.run(`damaged: ${damage}`, id);
        audit.append(clock.now(), 'record-damaged', { place: id, certificateNo: '', detail: damage });
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
        const read = rows.map((row) => ({ row, record: readRecord(row, parts.crypto, row.public_key) }));
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
      if (row.decision === null) return row.state === 'parked' ? 'parked' : 'waiting';
      return acknowledgementSchema.safeParse({
        decision: row.decision,
        reason: row.reason,
        validThrough: row.answered_through,
        resumptionProposed: row.resumption === 1,
      }).data;
    },
  };
}
