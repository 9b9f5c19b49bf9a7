import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openHighWater } from '../../../../app/terminal/store/high-water.ts';
import { UNBORN } from '../../../../app/terminal/store/marks.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { openEnrolled, setClock, temporaryDirectory } from './fixture.ts';
import { answered, certify } from './worked.ts';

/** From now on nothing of the log can be written back. */
function fillTheDisk(): void {
  type Pragma = (this: Database.Database, text: string, options?: Database.PragmaOptions) => unknown;
  const original: Pragma = Reflect.get(Database.prototype, 'pragma');
  function onFullDisk(this: Database.Database, text: string, options?: Database.PragmaOptions): unknown {
    if (text.startsWith('wal_checkpoint'))
      throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
    return original.call(this, text, options);
  }
  Reflect.set(Database.prototype, 'pragma', onFullDisk);
  onTestFinished(() => void Reflect.set(Database.prototype, 'pragma', original));
}

describe('an idle moment', () => {
  it('on a full disk is nobody’s failure: what was answered stays answered, details go all the same', async () => {
    const clock = setClock();
    const store = openEnrolled({ clock });
    await certify(store, 3);
    store.outbox.apply(answered(store.outbox.next(3)), []);
    fillTheDisk();
    store.outbox.rest();
    clock.pass(8 * 24 * 60 * 60 * 1000);
    expect(store.scrub(7 * 24 * 60 * 60 * 1000)).toBe(3);
    store.outbox.rest();
    expect(store.outbox.standing().queued).toBe(0);
  });

  it('in which the store cannot be read leaves the marks as they are', () => {
    const read = { fails: false };
    const water = openHighWater({
      dataDir: temporaryDirectory(),
      crypto: nodeCrypto,
      clock: setClock(),
      marks: { ...UNBORN, born: true, base: 7 },
      held: () => {
        if (read.fails) throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_READ');
        return undefined;
      },
    });
    water.settle();
    read.fails = true;
    water.settle();
    expect(water.marks().base).toBe(7);
  });
});
