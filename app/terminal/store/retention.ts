import Database from 'better-sqlite3';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { HighWater } from './high-water.ts';
import type { Transactor } from './transact.ts';

/** Personal details are kept for seven days after the county's answer, for questions at the counter. */
export const KEEP_AFTER_ANSWER_MS = 7 * 24 * 60 * 60 * 1000;
const SCRUB_INTERVAL_MS = 60 * 60 * 1000;
/** Rows in one transaction: a pause of a few milliseconds at most. */
const SCRUB_BATCH = 200;

export interface Retention {
  /** Empties the personal details of records answered more than `olderThanMs` ago; number of rows. */
  scrub(olderThanMs: number): number;
  /** For idle moments: sets the marks, empties the write-ahead log into the file, and scrubs once an hour. */
  rest(): void;
}

export function openRetention(
  db: Sqlite,
  clock: Clock,
  audit: AuditLog,
  transactor: Transactor,
  highWater: HighWater,
): Retention {
  const empty = db.prepare(
    `UPDATE records SET record = NULL WHERE id IN (
       SELECT id FROM records WHERE record IS NOT NULL AND answered_at <= ? ORDER BY id LIMIT ?)`,
  );
  let scrubbedAt = Number.NEGATIVE_INFINITY;
  const scrub = (olderThanMs: number): number => {
    const done = transactor.run(() => {
      const { changes } = empty.run(clock.now() - olderThanMs, SCRUB_BATCH);
      if (changes > 0) audit.append(clock.now(), 'details-scrubbed', { records: changes });
      return changes;
    });
    const changes = done.ok ? done.value : 0;
    // The log still holds the pages as they were: written back and cut to nothing.
    if (changes > 0) writeBack(db, 'TRUNCATE');
    return changes;
  };
  return {
    scrub,
    rest() {
      if (!db.open) return;
      highWater.settle();
      if (clock.monotonic() - scrubbedAt >= SCRUB_INTERVAL_MS && scrub(KEEP_AFTER_ANSWER_MS) < SCRUB_BATCH)
        scrubbedAt = clock.monotonic();
      // PASSIVE leaves the log's file in place: overwriting it costs half of growing it.
      writeBack(db, 'PASSIVE');
    },
  };
}

/**
 * Empties the log into the file. Every commit is safe in the log already: a disk that has no room for more is
 * no reason to take what was just answered for a failure, and the next idle moment tries again.
 */
function writeBack(db: Sqlite, how: 'PASSIVE' | 'TRUNCATE'): void {
  try {
    db.pragma(`wal_checkpoint(${how})`);
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError)) throw cause;
  }
}
