import {
  copyFileSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TERMINAL_KINDS } from '../../../../app/terminal/store/kinds.ts';
import { salvage } from '../../../../app/terminal/store/salvage/salvage.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { verifyRecord } from '../../../../shared/records/envelope.ts';
import { draft, open } from './fixture.ts';
import { DB, KEY, MARKS, both, cutTo, flip, oneMore, overwrite, remove, sql, verify } from './harm.ts';
import { certify, copyOf, workedTerminal } from './worked.ts';

const terminal = workedTerminal();

const RUNS = 25;

describe('a terminal whose whole folder was put back from a copy', () => {
  it('hears of it from the county, and skips every number that it may have given since', async () => {
    const { earlier, numbers, epoch } = terminal();
    const store = open({ dataDir: copyOf(earlier) });
    // Store and marks agree: nothing on this machine tells.
    expect(store.journal.health()).toBe('ok');
    store.outbox.rolledBack(numbers.length);
    expect(store.journal.health()).toBe('rolled-back');
    const next = await oneMore(store, true);
    expect(numbers).not.toContain(next);
    expect(store.outbox.standing().epoch).not.toBe(epoch);
  });
});

describe('a terminal whose store is gone', () => {
  it('accuses nobody of another key where nothing is left that knows which it was', () => {
    const dir = copyOf(terminal().dataDir);
    both(sql('DELETE FROM lives'), overwrite(0, 100), remove(MARKS, KEY))(dir);
    open({ dataDir: dir }).close();
    expect(verify(dir)).not.toContain('standing: altered (key)');
  });

  it('begins another life, which is behind nothing that its marks tell of', () => {
    const dir = copyOf(terminal().dataDir);
    remove(DB)(dir);
    const store = open({ dataDir: dir });
    store.outbox.hear({});
    expect(store.journal.health()).toBe('ok');
  });
});

describe('what is left of a store', () => {
  it('is read out of its pages as SQLite reads it, log and overflow pages included', async () => {
    const dir = copyOf(terminal().dataDir);
    const store = open({ dataDir: dir });
    // Names as long as they may be: their records need pages of their own.
    for (let one = 0; one < 3; one += 1) {
      const name = '欧'.repeat(60);
      await store.journal.commit(draft({ name, witness: { idNumber: '990101195001011234', name } }));
    }
    await certify(store, 10);
    // Nothing was written back: half of the store is in its log.
    const file = join(copyOf(dir), DB);
    const db = new Database(join(dir, DB), { readonly: true });
    const rows = (table: string): unknown[] => db.prepare(`SELECT * FROM ${table}`).raw().all();
    const saved = salvage(file, TERMINAL_KINDS);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    const records = [...saved.records.values()].sort((a, b) => a.id - b.id);
    expect(records.map(({ row }) => row)).toEqual(rows('records'));
    expect(records.map(({ id, own }) => [id, ...(own ?? [])])).toEqual(rows('certifications'));
    expect([...saved.outbox.values()].sort((a, b) => a[0] - b[0])).toEqual(rows('outbox'));
    expect(
      [...saved.audit.values()].sort((a, b) => a.sequence - b.sequence).map((row) => Object.values(row)),
    ).toEqual(rows('audit'));
    expect([...saved.lives.values()]).toEqual(rows('lives'));
    expect(saved.enrolment).toEqual(store.enrolment.current());
    expect(saved.standing?.epoch).toBe(store.outbox.standing().epoch);
    expect(saved.auditHead).toEqual(store.outbox.standing().audit);
    db.close();
  });

  it('of any length, or with any bytes overwritten, is put together again and nothing is given out twice', async () => {
    const { dataDir, numbers, publicKey } = terminal();
    const { length } = readFileSync(join(dataDir, DB));
    const cut = fc.record({ kind: fc.constant('cut'), at: fc.nat(length - 1), to: fc.constant(0) });
    const hole = fc.record({
      kind: fc.constant('hole'),
      at: fc.nat(length - 1),
      to: fc.integer({ min: 1, max: 9000 }),
    });
    const bit = fc.record({ kind: fc.constant('bit'), at: fc.nat(length - 1), to: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(fc.oneof(cut, hole, bit), async ({ kind, at, to }) => {
        const dir = copyOf(dataDir);
        if (kind === 'cut') truncateSync(join(dir, DB), at);
        else if (kind === 'bit') flip(DB, at, to)(dir);
        else overwrite(at, Math.min(at + to, length))(dir);
        const store = open({ dataDir: dir });
        const queued = store.outbox.next(100);
        for (const signed of queued) expect(verifyRecord(nodeCrypto, publicKey, signed)).toBe(true);
        expect(numbers).not.toContain(await oneMore(store));
        store.close();
      }),
      { numRuns: RUNS },
    );
  });

  it('is kept as it was, with its log', () => {
    const { dataDir } = terminal();
    const dir = copyOf(dataDir);
    overwrite(4096, 20000)(dir);
    writeFileSync(join(dir, `${DB}-wal`), 'what was in the log');
    const bytes = readFileSync(join(dir, DB));
    const store = open({ dataDir: dir });
    expect(store.quarantined).toBe(join(dir, `${DB}.damaged-1`));
    store.close();
    expect(readFileSync(join(dir, `${DB}.damaged-1`)).equals(bytes)).toBe(true);
    expect(readFileSync(join(dir, `${DB}.damaged-1-wal`), 'utf8')).toBe('what was in the log');
    expect(readdirSync(dir).filter((name) => name.includes('.new'))).toEqual([]);
  });

  it('brings out of service until the file is taken away, when not all of it could be read', () => {
    const { dataDir } = terminal();
    const dir = copyOf(dataDir);
    cutTo(0.9)(dir);
    open({ dataDir: dir }).close();
    const store = open({ dataDir: dir });
    store.outbox.hear({});
    expect(store.journal.health()).toBe('damaged');
    expect(store.troubles().join()).toContain(`${DB}.damaged-1 was put aside`);
    store.close();
    rmSync(join(dir, `${DB}.damaged-1`));
    expect(open({ dataDir: dir }).journal.health()).toBe('ok');
  });

  it('is never taken for a first start, were it the log alone', () => {
    const dir = copyOf(terminal().dataDir);
    remove(DB, KEY, MARKS)(dir);
    writeFileSync(join(dir, `${DB}-wal`), 'records, perhaps');
    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe('damaged');
    expect(readFileSync(join(dir, `${DB}.damaged-1-wal`), 'utf8')).toBe('records, perhaps');
  });

  it('brings out of service even when the log alone was put aside', () => {
    const dir = copyOf(terminal().dataDir);
    writeFileSync(join(dir, `${DB}.damaged-1-wal`), 'records, perhaps');
    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe('damaged');
    expect(store.troubles().join()).toContain(`${DB}.damaged-1 was put aside`);
  });

  it('is known to have been read whole also after a second damage', () => {
    const dir = copyOf(terminal().dataDir);
    for (const number of [1, 2]) {
      overwrite(0, 100)(dir);
      const store = open({ dataDir: dir });
      expect(store.quarantined).toBe(join(dir, `${DB}.damaged-${number}`));
      expect(store.journal.health()).toBe('ok');
      store.close();
    }
  });

  it('sends nothing that was parked: the county holds something else there', () => {
    const { dataDir, unsent } = terminal();
    const dir = copyOf(dataDir);
    const first = open({ dataDir: dir });
    const [signed] = first.outbox.next(1);
    if (signed === undefined) throw new Error('nothing waits');
    first.outbox.apply([{ kind: 'parked', signed, why: 'conflict', detail: 'another record' }], []);
    first.close();
    overwrite(0, 100)(dir);
    const store = open({ dataDir: dir });
    expect(store.outbox.standing()).toMatchObject({ parked: 1 });
    expect(store.outbox.next(100).map(({ hash }) => hash)).toEqual(unsent.slice(1));
  });

  it('is put together once: a cut between the two renames is made good', () => {
    const { dataDir, unsent } = terminal();
    const dir = copyOf(dataDir);
    overwrite(0, 100)(dir);
    const store = open({ dataDir: dir });
    store.close();
    copyFileSync(join(dir, DB), join(dir, `${DB}.new`));
    rmSync(join(dir, DB));
    const again = open({ dataDir: dir });
    expect(again.quarantined).toBeUndefined();
    expect(again.outbox.next(100).map(({ hash }) => hash)).toEqual(unsent);
  });
});
