import type { Random } from '../../../shared/clock/clock.ts';
import { GENESIS } from '../../../shared/records/envelope.ts';
import { assert } from '../../../shared/result/assert.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { epochSchema } from './marks.ts';

/** Which life of the store this is, and the end of its chain of records. */
export interface Epoch {
  current(): string;
  /** Number of the epoch on this machine, from 1: never lower than it was, whatever was lost. */
  life(): number;
  /** The key that this epoch's records are signed with, as it was written down. */
  publicKey(): string | null;
  /** Inside a transaction of the caller. */
  setPublicKey(key: string): void;
  /** Sequence and hash of the last record of the epoch; 0 and GENESIS before the first. */
  tip(): { readonly sequence: number; readonly hash: string };
  rolledBack(): boolean;
  /** Inside a transaction of the caller. */
  markRolledBack(): void;
  /** Something was lost and the county does not know it yet: nothing is given out. */
  withheld(): boolean;
  /** Inside a transaction of the caller. */
  release(): void;
  /** Certificates of any day count from above this. */
  base(): number;
  /** Inside a transaction of the caller. */
  setBase(base: number): void;
  /** Inside a transaction of the caller: from here on sequences start at 1 again. */
  begin(publicKey: string | null): void;
}

interface StandingRow {
  readonly epoch: string;
  readonly rolled_back: number;
  readonly life: number;
  readonly base: number;
  readonly withheld: number;
}

/**
 * What stands in `lives` where nobody can say which key it was: it is no key's public half. No key fits it,
 * and no signature can be held against it.
 */
export const UNKNOWN_KEY = 'unknown';

/** @param lived the highest life that anything beside the store knows of */
export function openEpoch(db: Sqlite, random: Random, lived: number): Epoch & { readonly mended: boolean } {
  const read = db.prepare<[], StandingRow>(
    'SELECT epoch, rolled_back, life, base, withheld FROM standing WHERE id = 1',
  );
  const write = db.prepare(
    `INSERT INTO standing (id, epoch, life) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, life = excluded.life, rolled_back = 0, withheld = 0`,
  );
  const writeLife = db.prepare(
    `INSERT INTO lives (life, epoch, public_key) VALUES (?, ?, ?)
     ON CONFLICT (life) DO UPDATE SET epoch = excluded.epoch, public_key = excluded.public_key`,
  );
  const readKey = db.prepare<[string], string | null>('SELECT public_key FROM lives WHERE epoch = ?').pluck();
  const highestLife = db.prepare<[], number | null>('SELECT max(life) FROM lives').pluck();
  const mark = db.prepare('UPDATE standing SET rolled_back = 1 WHERE id = 1');
  const free = db.prepare('UPDATE standing SET withheld = 0 WHERE id = 1');
  const writeBase = db.prepare('UPDATE standing SET base = ? WHERE id = 1');
  const last = db.prepare<[string], { sequence: number; hash: string }>(
    'SELECT sequence, hash FROM records WHERE epoch = ? ORDER BY id DESC LIMIT 1',
  );
  const begin = (publicKey: string | null): void => {
    const life = Math.max(lived, read.get()?.life ?? 0, highestLife.get() ?? 0) + 1;
    const epoch = Buffer.from(random.bytes(8)).toString('hex');
    write.run(epoch, life);
    writeLife.run(life, epoch, publicKey);
  };
  const found = read.get();
  // Read by a county that takes nothing but its own format: an epoch that is none would stop every upload.
  const mended = found === undefined || !epochSchema.safeParse(found.epoch).success;
  if (mended) db.transaction(() => begin(null)).immediate();
  const row = (): StandingRow => {
    const found = read.get();
    assert(found !== undefined, 'the store has a standing from its first start on');
    return found;
  };
  return {
    mended,
    current: () => row().epoch,
    life: () => row().life,
    publicKey: () => readKey.get(row().epoch) ?? null,
    setPublicKey(key) {
      const { life, epoch } = row();
      writeLife.run(life, epoch, key);
    },
    tip: () => last.get(row().epoch) ?? { sequence: 0, hash: GENESIS },
    rolledBack: () => row().rolled_back === 1,
    markRolledBack() {
      mark.run();
    },
    withheld: () => row().withheld === 1,
    release() {
      free.run();
    },
    base: () => row().base,
    setBase(base) {
      writeBase.run(base);
    },
    begin,
  };
}
