import Database from 'better-sqlite3';
import type { StoreFault } from '../../../flows/contract/journal.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { isDamage } from '../../../shared/store/open.ts';

/** Runs work on the store as one transaction and turns the disk's failures into values. */
export interface Transactor {
  run<T>(work: () => T): Result<T, StoreFault>;
  /** The disk failed or the content is damaged: true until the next start. */
  broken(): boolean;
  /** A write found no space left; false again after the next write that worked. */
  full(): boolean;
}

export function transactor(db: Sqlite): Transactor {
  const transaction = db.transaction((work: () => unknown) => work());
  let broken = false;
  let full = false;
  return {
    run<T>(work: () => T) {
      if (!db.open) return err({ kind: 'closed' });
      try {
        const value = transaction.immediate(work) as T;
        full = false;
        return ok(value);
      } catch (cause) {
        const fault = faultOf(cause);
        // A mistake in the program is not the disk's: it must not pass for a full disk.
        if (fault === undefined) throw cause;
        if (fault.kind === 'disk-full') full = true;
        if (fault.kind === 'io' && !isBusy(cause)) broken = true;
        return err(fault);
      }
    },
    broken: () => broken,
    full: () => full,
  };
}

/** A row that its own table will not take stands beside rows that nobody wrote: damage as well. */
const DISK_CODES = [
  'SQLITE_IOERR',
  'SQLITE_CONSTRAINT',
  'SQLITE_MISMATCH',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
];

function faultOf(cause: unknown): StoreFault | undefined {
  if (!(cause instanceof Database.SqliteError)) return undefined;
  const { code, message } = cause;
  if (code === 'SQLITE_FULL') return { kind: 'disk-full' };
  const isDisk = isDamage(cause) || DISK_CODES.some((known) => code.startsWith(known));
  return isDisk ? { kind: 'io', detail: `${code}: ${message}` } : undefined;
}

/** Another reader held the file for too long; nothing is wrong with it. */
function isBusy(cause: unknown): boolean {
  return (
    cause instanceof Database.SqliteError &&
    (cause.code.startsWith('SQLITE_BUSY') || cause.code.startsWith('SQLITE_LOCKED'))
  );
}
