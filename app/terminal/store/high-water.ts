import Database from 'better-sqlite3';
import { unread } from '../../../shared/result/background.ts';
import type { StoreFault } from '../../../flows/contract/journal.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { isSystemError } from '../../../shared/store/open.ts';
import { writeMarks } from './files.ts';
import type { Marks } from './marks.ts';
import { BLOCK, marksText, reserve, reserved } from './marks.ts';

/** After a commit the marks follow when nobody waits any more, ms. */
const SETTLE_MS = 500;

/** What the store surely holds at this moment. */
export type Held = Pick<
  Marks,
  'enrolment' | 'publicKey' | 'base' | 'life' | 'epoch' | 'sequence' | 'audit' | 'records'
>;

/** Keeps the marks beside the store; see `marks.ts` for what they promise. */
export interface HighWater {
  marks(): Marks;
  /** Puts a mark above number `count` of a day. Only then may it be given out. */
  cover(prefix: string, count: number): Result<void, StoreFault>;
  /** Writes down what the store holds now. A failure is made good by the next one. */
  settle(): void;
  /** The same, once, when the machine has a moment. */
  settleSoon(): void;
  stop(): void;
}

export function openHighWater(parts: {
  readonly dataDir: string;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly marks: Marks;
  /** `undefined` while the store is not to be believed: the marks stay where they are. */
  readonly held: () => Held | undefined;
}): HighWater {
  const { dataDir, crypto, clock } = parts;
  let marks = parts.marks;
  let written = '';
  let cancel: (() => void) | undefined;
  const write = (next: Marks): Result<void, StoreFault> => {
    const text = marksText(crypto, next);
    if (text === written) return ok(undefined);
    try {
      writeMarks(dataDir, crypto, next);
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      const full = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
      return err(full ? { kind: 'disk-full' } : { kind: 'io', detail: cause.message });
    }
    marks = next;
    written = text;
    return ok(undefined);
  };
  const withHeld = (): Marks => ({ ...marks, ...parts.held(), born: true });
  const stop = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const settle = (): void => {
    stop();
    // Not written, the marks lag behind, which costs numbers and repeats none.
    try {
      unread(write(withHeld()));
    } catch (cause) {
      // Nor where the store itself cannot be read: nobody waits for this, and the next commit says it aloud.
      if (!(cause instanceof Database.SqliteError)) throw cause;
    }
  };
  return {
    marks: () => marks,
    cover(prefix, count) {
      if (count <= reserved(marks, prefix)) return ok(undefined);
      return write(reserve(withHeld(), prefix, count + BLOCK - 1));
    },
    settle,
    settleSoon() {
      cancel ??= clock.after(SETTLE_MS, settle);
    },
    stop,
  };
}
