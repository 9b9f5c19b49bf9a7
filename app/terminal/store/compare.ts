import { unread } from '../../../shared/result/background.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { EnrolmentKeeper } from './enrolment.ts';
import type { TerminalKinds } from './kinds.ts';
import type { Marks } from './marks.ts';
import type { Numbers } from './numbers.ts';
import type { QueuedRow } from './queued-record.ts';
import { readRecord } from './queued-record.ts';
import type { Epoch } from './standing.ts';
import { UNKNOWN_KEY } from './standing.ts';
import type { Transactor } from './transact.ts';

/**
 * How a store is behind the marks beside it, in a few words; `undefined` when it is not. Marks are set after
 * the commit that they tell of: a store that holds less was put back to an old copy, or lost its log.
 */
export function behindMarks(
  marks: Marks,
  store: { readonly life: number; readonly epoch: string; readonly sequence: number; readonly audit: number },
  auditHash: (sequence: number) => string | undefined,
): string | undefined {
  if (!marks.born || store.life > marks.life) return undefined;
  if (store.life < marks.life) return `epoch ${store.life} of ${marks.life}`;
  if (store.epoch !== marks.epoch) return 'another epoch';
  if (store.sequence < marks.sequence) return `record ${store.sequence} of ${marks.sequence}`;
  if (store.audit < marks.audit.sequence) return `audit row ${store.audit} of ${marks.audit.sequence}`;
  const hash = marks.audit.sequence === 0 ? marks.audit.hash : auditHash(marks.audit.sequence);
  return hash === marks.audit.hash ? undefined : `audit row ${marks.audit.sequence} is another`;
}

/** Holds the store against the marks at each start: an old copy is known even where no county can be asked. */
export function compareWithMarks(parts: {
  readonly db: Sqlite;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly epoch: Epoch;
  readonly numbers: Numbers;
  readonly transactor: Transactor;
  readonly marks: Marks;
}): void {
  const { db, clock, audit, epoch, numbers, transactor, marks } = parts;
  const store = {
    life: epoch.life(),
    epoch: epoch.current(),
    sequence: epoch.tip().sequence,
    audit: audit.head().sequence,
  };
  const hashes = db.prepare<[number], string>('SELECT hash FROM audit WHERE sequence = ?').pluck();
  const behind = behindMarks(marks, store, (sequence) => hashes.get(sequence));
  if (behind === undefined || epoch.rolledBack()) return;
  // Not written, it is found again at the next start.
  unread(
    transactor.run(() => {
      epoch.markRolledBack();
      numbers.raiseToMarks();
      audit.append(clock.now(), 'store-rolled-back', { behind });
    }),
  );
}

/**
 * Writes down which key this epoch's records are signed with, where that was not done yet: only a key that
 * made the last of them, or one that had no chance to make any.
 */
export function noteKey(parts: {
  readonly db: Sqlite;
  readonly kinds: TerminalKinds;
  readonly crypto: CryptoProvider;
  readonly epoch: Epoch;
  readonly enrolment: EnrolmentKeeper;
  readonly transactor: Transactor;
  readonly signer: Signer;
  readonly lost: boolean;
}): void {
  const { db, crypto, epoch, enrolment, transactor, signer } = parts;
  if (epoch.publicKey() !== null || enrolment.current() === undefined) return;
  const last = db
    .prepare<[], QueuedRow>('SELECT * FROM records WHERE record IS NOT NULL ORDER BY id DESC LIMIT 1')
    .get();
  const made = last === undefined || readRecord(parts.kinds, last, crypto, signer.publicKey).ok;
  // Not written, it is noted at the next start.
  unread(transactor.run(() => epoch.setPublicKey(!parts.lost && made ? signer.publicKey : UNKNOWN_KEY)));
}
