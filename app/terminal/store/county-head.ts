import { unread } from '../../../shared/result/background.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { AuditHead } from '../../../shared/audit/chain.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { auditHeadSchema } from './marks.ts';
import type { AuditLog } from './audit-log.ts';
import type { Transactor } from './transact.ts';

/**
 * The end of the county's audit chain as this terminal heard it: whoever cuts the county's log off or
 * makes it anew cannot make the terminals forget. An alarm, never a reason to stop.
 */
export interface CountyHead {
  /** The furthest that was ever heard. */
  known(): AuditHead | undefined;
  hear(head: AuditHead): void;
  /** Another county: its chain has nothing to do with the one before. Inside a transaction of the caller. */
  forget(): void;
}

interface HeadRow extends AuditHead {
  readonly fallen: number;
}

export function openCountyHead(
  db: Sqlite,
  clock: Clock,
  audit: AuditLog,
  transactor: Transactor,
): CountyHead {
  const read = db.prepare<[], HeadRow>('SELECT sequence, hash, fallen FROM county_head WHERE id = 1');
  const write = db.prepare(
    `INSERT INTO county_head (id, sequence, hash) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, fallen = 0`,
  );
  const fall = db.prepare('UPDATE county_head SET fallen = 1 WHERE id = 1');
  const remove = db.prepare('DELETE FROM county_head');
  const known = (): HeadRow | undefined => {
    const row = read.get();
    // What does not parse was not written here; the next head takes its place.
    const head = auditHeadSchema.safeParse({ sequence: row?.sequence, hash: row?.hash });
    return head.success && row !== undefined ? { ...head.data, fallen: row.fallen } : undefined;
  };
  return {
    known() {
      const row = known();
      return row === undefined ? undefined : { sequence: row.sequence, hash: row.hash };
    },
    hear(head) {
      const before = known();
      if (before !== undefined && head.sequence === before.sequence && head.hash === before.hash) return;
      const goesOn = before === undefined || head.sequence > before.sequence;
      // Said once; what was heard before stays known, so that the county hears of it as well.
      if (!goesOn && before.fallen === 1) return;
      // Not written, it is heard again.
      unread(
        transactor.run(() => {
          if (goesOn) {
            write.run(head.sequence, head.hash);
            return;
          }
          fall.run();
          audit.append(clock.now(), 'county-chain-rolled-back', {
            heard: head.sequence,
            heardHash: head.hash,
            known: before.sequence,
            knownHash: before.hash,
          });
        }),
      );
    },
    forget() {
      remove.run();
    },
  };
}
