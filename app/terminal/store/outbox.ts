import type { Acknowledgement } from '../../../flows/contract/county.ts';
import type { Outbox, Verdict } from '../../../flows/sync/ports.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { Month } from '../../../shared/dates/month.ts';
import type { SignedRecord, TerminalRecord } from '../../../shared/protocol/records.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { ClockQuality } from './clock-quality.ts';
import type { Epoch } from './standing.ts';
import type { Transactor } from './transact.ts';

export interface TerminalOutbox extends Outbox {
  /** What the county said to a certificate; `waiting` or `parked` as long as it said nothing. */
  answerTo(certificateNo: string): Acknowledgement | 'waiting' | 'parked' | undefined;
}

interface AnswerRow {
  readonly decision: Acknowledgement['decision'] | null;
  readonly reason: Acknowledgement['reason'];
  readonly answered_through: Month | null;
  readonly resumption: number | null;
  readonly state: 'queued' | 'parked' | null;
}

export function openOutbox(parts: {
  readonly db: Sqlite;
  readonly clock: Clock;
  readonly clockQuality: ClockQuality;
  readonly audit: AuditLog;
  readonly epoch: Epoch;
  readonly transactor: Transactor;
  readonly rest: () => void;
}): TerminalOutbox {
  const { db, clock, audit, epoch, transactor } = parts;
  const all = db.prepare<[], number>('SELECT count(*) FROM outbox').pluck();
  const parked = db.prepare<[], number>("SELECT count(*) FROM outbox WHERE state = 'parked'").pluck();
  const oldest = db.prepare<[number], { record: string; hash: string; signature: string }>(
    `SELECT c.record, c.hash, c.signature FROM outbox o JOIN certifications c ON c.id = o.id
     WHERE o.state = 'queued' ORDER BY o.id LIMIT ?`,
  );
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

  return {
    standing() {
      const parkedCount = parked.get() ?? 0;
      return {
        epoch: epoch.current(),
        sequence: epoch.tip().sequence,
        queued: (all.get() ?? 0) - parkedCount,
        parked: parkedCount,
      };
    },
    next: (limit) =>
      oldest.all(limit).map(
        ({ record, hash, signature }): SignedRecord => ({
          // Canonical text of our own making.
          record: JSON.parse(record) as TerminalRecord,
          hash,
          signature,
        }),
      ),
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
          audit.append(clock.now(), 'store-rolled-back', {
            highestAtCounty,
            highestHere: epoch.tip().sequence,
          });
        }),
      );
    },
    learnOffset: (offsetMs) => parts.clockQuality.learn(offsetMs),
    rest: parts.rest,
    answerTo(certificateNo) {
      const row = db.open ? answer.get(certificateNo) : undefined;
      if (row === undefined) return undefined;
      if (row.decision === null) return row.state === 'parked' ? 'parked' : 'waiting';
      return {
        decision: row.decision,
        reason: row.reason,
        validThrough: row.answered_through ?? undefined,
        resumptionProposed: row.resumption === 1,
      };
    },
  };
}
