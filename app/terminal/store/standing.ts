import type { Random } from '../../../shared/clock/clock.ts';
import { GENESIS } from '../../../shared/protocol/records.ts';
import { assert } from '../../../shared/result/assert.ts';
import type { Sqlite } from '../../../shared/store/open.ts';

/** Which life of the store this is, and the end of its chain of records. */
export interface Epoch {
  current(): string;
  /** Sequence and hash of the last record of the epoch; 0 and GENESIS before the first. */
  tip(): { readonly sequence: number; readonly hash: string };
  rolledBack(): boolean;
  /** Inside a transaction of the caller. */
  markRolledBack(): void;
  /** Inside a transaction of the caller: from here on sequences start at 1 again. */
  begin(): void;
}

export function openEpoch(db: Sqlite, random: Random): Epoch {
  const read = db.prepare<[], { epoch: string; rolled_back: number }>(
    'SELECT epoch, rolled_back FROM standing WHERE id = 1',
  );
  const write = db.prepare(
    'INSERT INTO standing (id, epoch, rolled_back) VALUES (1, ?, 0) ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, rolled_back = 0',
  );
  const mark = db.prepare('UPDATE standing SET rolled_back = 1 WHERE id = 1');
  const last = db.prepare<[string], { sequence: number; hash: string }>(
    'SELECT sequence, hash FROM certifications WHERE epoch = ? ORDER BY id DESC LIMIT 1',
  );
  const begin = (): void => {
    write.run(Buffer.from(random.bytes(8)).toString('hex'));
  };
  if (read.get() === undefined) begin();
  const row = (): { epoch: string; rolled_back: number } => {
    const found = read.get();
    assert(found !== undefined, 'the store has a standing from its first start on');
    return found;
  };
  return {
    current: () => row().epoch,
    tip: () => last.get(row().epoch) ?? { sequence: 0, hash: GENESIS },
    rolledBack: () => row().rolled_back === 1,
    markRolledBack() {
      mark.run();
    },
    begin,
  };
}
