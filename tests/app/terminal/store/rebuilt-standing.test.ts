import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UNBORN, reserve, reserved } from '../../../../app/terminal/store/marks.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { enrolmentOf, open, openEnrolled } from './fixture.ts';
import { certify } from './worked.ts';

/** The head of the file: SQLite opens it no more, and every row is still there. */
function spoil(dataDir: string): void {
  const file = join(dataDir, 'terminal.db');
  writeFileSync(file, readFileSync(file).fill(0, 0, 100));
}

describe('a store that was put together again', () => {
  it('is still older than what its terminal gave out, if it was before', () => {
    const store = openEnrolled();
    const { dataDir } = store;
    store.outbox.rolledBack(99);
    store.close();
    spoil(dataDir);
    const rebuilt = open({ dataDir });
    rebuilt.outbox.hear({});
    expect(rebuilt.journal.health()).toBe('rolled-back');
  });

  it('knows which key it was enrolled with without any record or mark that tells', () => {
    const store = openEnrolled();
    const { dataDir } = store;
    store.close();
    spoil(dataDir);
    rmSync(join(dataDir, 'terminal.marks'));
    writeFileSync(join(dataDir, 'terminal.key'), nodeCrypto.generateKey().privateKey);
    const rebuilt = open({ dataDir });
    rebuilt.outbox.hear({});
    expect(rebuilt.status()).toBe('damaged: key lost');
  });

  it('skips nothing any more once its terminal has another number', async () => {
    const store = openEnrolled();
    const { dataDir } = store;
    await certify(store, 1);
    store.close();
    spoil(dataDir);
    rmSync(join(dataDir, 'terminal.marks'));
    const rebuilt = open({ dataDir });
    rebuilt.outbox.hear({});
    expect((await certify(rebuilt, 1))[0]?.slice(10, 15)).toBe('10001');
    expect(rebuilt.enrolment.save(enrolmentOf({ number: 2, codeUsed: '1'.repeat(64) })).ok).toBe(true);
    expect((await certify(rebuilt, 1))[0]?.slice(10, 15)).toBe('00001');
  });
});

describe('marks', () => {
  it('of days that are no longer kept one by one hold for every earlier day', () => {
    const day = (number: number): string => `26${String(number).padStart(4, '0')}0001`;
    let marks = UNBORN;
    for (let number = 1; number <= 70; number += 1) marks = reserve(marks, day(number), number);
    expect(marks.older).toBe(8);
    expect(reserved(marks, day(3))).toBe(8);
    expect(reserved(marks, day(9))).toBe(9);
    expect(reserved(marks, day(71))).toBe(0);
  });
});
