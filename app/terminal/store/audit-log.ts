import type { AuditDetails, AuditHead, AuditRow } from '../../../shared/audit/chain.ts';
import { EMPTY_HEAD, nextAuditRow } from '../../../shared/audit/chain.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { assert } from '../../../shared/result/assert.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { auditHeadSchema } from './marks.ts';

/** The log's one writer. `append` and `write` belong inside a transaction of the caller. */
export interface AuditLog {
  append(at: number, event: string, details?: AuditDetails): void;
  /** The row that `append` would write, hashed: the two halves for whoever keeps transactions short. */
  next(at: number, event: string, details?: AuditDetails): AuditRow;
  /** `row` comes from `next`, with nothing appended in between. */
  write(row: AuditRow): void;
  /** Highest wall clock ever written; 0 when the log is empty. */
  latest(): number;
  /** The end of the chain. */
  head(): AuditHead;
}

export function openAuditLog(db: Sqlite, crypto: CryptoProvider): AuditLog {
  const readHead = db.prepare<[], AuditHead>('SELECT sequence, hash FROM audit_head WHERE id = 1');
  const insert = db.prepare(
    'INSERT INTO audit (sequence, at, event, details, previous, hash) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const moveHead = db.prepare('UPDATE audit_head SET sequence = ?, hash = ? WHERE id = 1');
  const mended = mendHead(db, readHead.get());
  let latest = db.prepare<[], number | null>('SELECT max(at) FROM audit').pluck().get() ?? 0;
  const log: AuditLog = {
    append: (at, event, details) => log.write(log.next(at, event, details)),
    next(at, event, details) {
      // Read each time: a transaction that was rolled back took its head along.
      const entry = { at, event, ...(details === undefined ? {} : { details }) };
      return nextAuditRow(crypto, readHead.get() ?? EMPTY_HEAD, entry);
    },
    write(row) {
      assert(db.inTransaction, 'an audit event is part of the transaction that it tells of');
      insert.run(row.sequence, row.at, row.event, row.details, row.previous, row.hash);
      moveHead.run(row.sequence, row.hash);
      latest = Math.max(latest, row.at);
    },
    latest: () => latest,
    head: () => readHead.get() ?? EMPTY_HEAD,
  };
  if (mended !== undefined)
    db.transaction(() =>
      log.append(latest, 'audit-head-mended', { noted: mended.noted, last: mended.last }),
    )();
  return log;
}

/**
 * A chain without its head, or with one that stands before its last row, could not be gone on with: the
 * next number is taken. It goes on after the last row, and says so in itself.
 */
function mendHead(
  db: Sqlite,
  head: AuditHead | undefined,
): { readonly noted: number; readonly last: number } | undefined {
  const last = db
    .prepare<[], AuditHead>('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1')
    .get();
  const sound = head !== undefined && auditHeadSchema.safeParse(head).success;
  // A head beyond the last row is the trace of rows that were cut off: it stays.
  if (sound && head.sequence >= (last?.sequence ?? 0)) return undefined;
  const right = last ?? EMPTY_HEAD;
  db.prepare(
    `INSERT INTO audit_head (id, sequence, hash) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash`,
  ).run(right.sequence, right.hash);
  return last === undefined ? undefined : { noted: head?.sequence ?? 0, last: last.sequence };
}
