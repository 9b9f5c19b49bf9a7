import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vaultFor } from '../../../../app/county/keys/choose.ts';
import { checkCopy, copyBack, copyOut } from '../../../../app/county/safety/copies.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let directory: string;
let live: string;
let copy: string;
let county: TestCounty;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-copies-'));
  live = join(directory, 'county.db');
  copy = join(directory, 'copy.db');
  county = await testCounty({ db: `sqlite:${live}` });
  const terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
  await terminal.deliverOne(terminal.record({ idNumber: await county.person('receiving') }));
});
afterEach(async () => {
  await county.close().catch(() => undefined);
  rmSync(directory, { recursive: true, force: true });
});

const reports: string[] = [];
const restore = (source: string, target: string) => {
  const report = (line: string): void => void reports.push(line);
  const vault = vaultFor(
    { engine: 'sqlite', file: target },
    { crypto: nodeCrypto, random: systemRandom, report },
  );
  return copyBack({ crypto: nodeCrypto, vault, report }, source, target);
};

const facts = {
  county: '990101',
  name: '柏坪县',
  persons: 1,
  certifications: 1,
  auditRows: 5,
  anchor: expect.stringMatching(/^row 5 fingerprint \w{4}-\w{4}-\w{4}$/) as string,
};

describe('a safety copy', () => {
  it('is whole while the county works, and counts what it holds', () => {
    expect(copyOut(nodeCrypto, live, copy)).toEqual({ ok: true, value: facts });
    expect(checkCopy(nodeCrypto, copy)).toEqual({ ok: true, value: facts });
    expect(readdirSync(directory).filter((name) => name.startsWith('copy.db'))).toEqual([
      'copy.db',
      'copy.db.audit',
    ]);
  });

  it('never takes the place of an older one', () => {
    copyOut(nodeCrypto, live, copy);
    expect(copyOut(nodeCrypto, live, copy)).toMatchObject({ ok: false });
  });

  it('is noted before it has its name: a copy is never beside the note of an older one', () => {
    writeFileSync(`${copy}.audit`, 'row 1 fingerprint AAAA-AAAA-AAAA\n');
    mkdirSync(`${copy}.audit.new`);
    expect(copyOut(nodeCrypto, live, copy).ok).toBe(false);
    expect(existsSync(copy)).toBe(false);
    rmSync(`${copy}.audit.new`, { recursive: true });
    expect(copyOut(nodeCrypto, live, copy).ok).toBe(true);
    expect(readFileSync(`${copy}.audit`, 'utf8')).toMatch(/^row 5 /);
  });

  it('of nothing is refused', () => {
    expect(copyOut(nodeCrypto, join(directory, 'none.db'), copy)).toMatchObject({ ok: false });
    expect(existsSync(copy)).toBe(false);
  });
});

describe('restoring', () => {
  it('brings back what was copied and keeps what stood there', async () => {
    copyOut(nodeCrypto, live, copy);
    await county.person('receiving');
    await county.close();
    const restored = await restore(copy, live);
    expect(restored).toEqual({ ok: true, value: { facts, formerly: `${live}.before-restore-1` } });
    expect(checkCopy(nodeCrypto, live)).toEqual({ ok: true, value: facts });
    expect(checkCopy(nodeCrypto, `${live}.before-restore-1`)).toMatchObject({ value: { persons: 2 } });
  });

  it('takes no part of a county whose file was taken away and whose log was not', async () => {
    copyOut(nodeCrypto, live, copy);
    for (let person = 0; person < 20; person += 1) await county.person('receiving');
    const log = readFileSync(`${live}-wal`);
    expect(log.length).toBeGreaterThan(0);
    await county.close();
    rmSync(live);
    writeFileSync(`${live}-wal`, log);
    const aside = `${live}.before-restore-1`;
    const restored = await restore(copy, live);
    // As the service opens it.
    const database = new Database(live);
    database.pragma('journal_mode = WAL');
    expect(database.prepare('select count(*) from persons').pluck().get()).toBe(1);
    database.close();
    expect(checkCopy(nodeCrypto, live)).toEqual({ ok: true, value: facts });
    expect(restored).toEqual({ ok: true, value: { facts, formerly: aside } });
    expect(readFileSync(`${aside}-wal`)).toEqual(log);
  });

  it('is refused while the county runs', async () => {
    copyOut(nodeCrypto, live, copy);
    expect(await restore(copy, live)).toMatchObject({
      ok: false,
      error: expect.stringContaining('in use'),
    });
  });

  it('is refused for a copy that was cut short, and the county stands as it stood', async () => {
    copyOut(nodeCrypto, live, copy);
    truncateSync(copy, 8192);
    await county.close();
    expect((await restore(copy, live)).ok).toBe(false);
    expect(checkCopy(nodeCrypto, live).ok).toBe(true);
  });

  it('is refused for a copy whose audit is another than the one noted beside it', async () => {
    copyOut(nodeCrypto, live, copy);
    const noted = readFileSync(`${copy}.audit`, 'utf8');
    await county.person('receiving');
    await county.close();
    copyOut(nodeCrypto, live, join(directory, 'later.db'));
    copyFileSync(join(directory, 'later.db'), copy);
    expect(await restore(copy, live)).toMatchObject({
      ok: false,
      error: expect.stringContaining(`noted in ${copy}.audit is ${JSON.stringify(noted.trim())}`),
    });
  });

  it('is refused for a copy whose audit was altered', async () => {
    copyOut(nodeCrypto, live, copy);
    const raw = new Database(copy);
    raw.exec(`update audit set details = '{}' where sequence = 2`);
    raw.close();
    await county.close();
    expect(await restore(copy, live)).toMatchObject({
      ok: false,
      error: expect.stringContaining('row 2: altered'),
    });
  });
});
