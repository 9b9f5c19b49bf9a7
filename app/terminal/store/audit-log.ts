import type { AuditDetails, AuditHead } from '../../../shared/audit/chain.ts';
import { EMPTY_HEAD, nextAuditRow } from '../../../shared/audit/chain.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { assert } from '../../../shared/result/assert.ts';
import type { Sqlite } from '../../../shared/store/open.ts';

/** The log's one writer. `append` belongs inside a transaction of the caller. */
export interface AuditLog {
  append(at: number, event: string, details?: AuditDetails): void;
  /** Highest wall clock ever written; 0 when the log is empty. */
  latest(): number;
}

export function openAuditLog(db: Sqlite, crypto: CryptoProvider): AuditLog {
  const readHead = db.prepare<[], AuditHead>('SELECT sequence, hash FROM audit_head WHERE id = 1');
  const insert = db.prepare(
    'INSERT INTO audit (sequence, at, event, details, previous, hash) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const moveHead = db.prepare(
    'INSERT INTO audit_head (id, sequence, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash',
  );
  let latest = db.prepare<[], number | null>('SELECT max(at) FROM audit').pluck().get() ?? 0;
  return {
    append(at, event, details) {
      assert(db.inTransaction, 'an audit event is part of the transaction that it tells of');
      // Read each time: a transaction that was rolled back took its head along.
      const row = nextAuditRow(crypto, readHead.get() ?? EMPTY_HEAD, {
        at,
        event,
        ...(details === undefined ? {} : { details }),
      });
      insert.run(row.sequence, row.at, row.event, row.details, row.previous, row.hash);
      moveHead.run(row.sequence, row.hash);
      latest = Math.max(latest, at);
    },
    latest: () => latest,
  };
}
