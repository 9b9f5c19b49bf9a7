import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDatabaseAddress } from '../../../../app/county/store/dialect.ts';
import { assertFull, openSqlite } from '../../../../app/county/store/dialect.ts';
import { openCountyStore } from '../../../../app/county/open.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-store-'));
  file = join(directory, 'county.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const init = { code: '990202', name: '松岭县', policyPack: 'national-2014' };

describe('--db', () => {
  it.each([
    ['sqlite:county.db', { engine: 'sqlite', file: 'county.db' }],
    ['sqlite:/var/lib/county.db', { engine: 'sqlite', file: '/var/lib/county.db' }],
    ['postgres://u@h/d', { engine: 'postgres', url: 'postgres://u@h/d' }],
    ['postgresql://u@h/d', { engine: 'postgres', url: 'postgresql://u@h/d' }],
  ])('%s is understood', (text, value) => {
    expect(parseDatabaseAddress(text)).toEqual({ ok: true, value });
  });

  it.each(['', 'county.db', 'sqlite:', 'mysql://h/d'])('%j is not', (text) => {
    expect(parseDatabaseAddress(text).ok).toBe(false);
  });
});

/** Columns that came with the seals. */
const SAID = ['audit_sequence', 'audit_hash', 'audit_epoch', 'audit_said_at', 'heard_sequence', 'heard_hash'];

describe('opening', () => {
  it('gives an empty database the synthetic county, with keys that stay', async () => {
    const first = await openCountyStore(`sqlite:${file}`);
    expect(first.county).toMatchObject({ code: '990101', name: '柏坪县', policyPack: 'national-2014' });
    await first.close();
    const second = await openCountyStore(`sqlite:${file}`);
    expect(second.county.signer.publicKey).toBe(first.county.signer.publicKey);
    expect(second.county.handleKey).toBe(first.county.handleKey);
    await second.close();
  });

  it('works for two processes that open at the same moment', async () => {
    const stores = await Promise.all([openCountyStore(`sqlite:${file}`), openCountyStore(`sqlite:${file}`)]);
    expect(new Set(stores.map((store) => store.county.signer.publicKey)).size).toBe(1);
    for (const store of stores) await store.close();
  });

  it('brings a database of an older release up to this one, with what is in it', async () => {
    const first = await openCountyStore(`sqlite:${file}`, { init });
    await first.close();
    const raw = new Database(file);
    const added = `select name from sqlite_schema where type = 'index'
      and name in ('persons_certified', 'payments_corrections') order by name`;
    const indexes = raw.prepare(added).all();
    expect(indexes).toHaveLength(2);
    raw.exec(`drop index persons_certified; drop index payments_corrections;
      drop table lookups; drop table lookup_head; drop table seals;
       ${SAID.map((column) => `alter table terminals drop column ${column};`).join('\n')}
       drop table records; delete from schema_version where version >= 3`);
    const second = await openCountyStore(`sqlite:${file}`);
    expect(second.county.code).toBe(init.code);
    expect(second.county.signer.publicKey).toBe(first.county.signer.publicKey);
    await second.close();
    expect(raw.prepare(added).all()).toEqual(indexes);
    raw.close();
  });

  it('lets the synthetic county of an older release be replaced, as nobody used it', async () => {
    await (await openCountyStore(`sqlite:${file}`)).close();
    const raw = new Database(file);
    raw.exec(`drop table lookups; drop table lookup_head; drop table seals; delete from audit; delete from audit_head;
      ${SAID.map((column) => `alter table terminals drop column ${column};`).join('\n')}
      drop table records; delete from schema_version where version > 3`);
    raw.close();
    await (await openCountyStore(`sqlite:${file}`)).close();
    const named = await openCountyStore(`sqlite:${file}`, { init: { ...init, code: '220122' } });
    expect(named.county.code).toBe('220122');
    await named.close();
  });

  it('leaves a database of a newer release as it is', async () => {
    await (await openCountyStore(`sqlite:${file}`)).close();
    const raw = new Database(file);
    raw.exec('insert into schema_version (version) values (999)');
    raw.close();
    await expect(openCountyStore(`sqlite:${file}`)).rejects.toThrow(/newer release.*update this program/);
  });

  it('leaves a file alone that is no database', async () => {
    writeFileSync(file, 'a letter, not a database, long enough to be looked at as pages '.repeat(100));
    const before = readFileSync(file);
    await expect(openCountyStore(`sqlite:${file}`)).rejects.toThrow(/cannot be opened/);
    expect(readFileSync(file)).toEqual(before);
  });

  it.each(['gone', 'emptied'])(
    'makes no new county where the file was %s and its log was not',
    async (how) => {
      const store = await openCountyStore(`sqlite:${file}`, { init });
      const log = readFileSync(`${file}-wal`);
      expect(log.length).toBeGreaterThan(0);
      await store.close();
      if (how === 'gone') rmSync(file);
      else truncateSync(file);
      writeFileSync(`${file}-wal`, log);
      await expect(openCountyStore(`sqlite:${file}`)).rejects.toThrow(/is gone and its log is there/);
      expect(readFileSync(`${file}-wal`)).toEqual(log);
    },
  );

  it('says in one line when the folder is not there', async () => {
    await expect(openCountyStore(`sqlite:${directory}/none/county.db`)).rejects.toThrow(/^[^\n]+$/);
  });
});

describe('durability', () => {
  it('is FULL after the first write, which the driver alone would lower', () => {
    const database = openSqlite(file);
    database.exec('create table t (x)');
    expect(() => assertFull(database)).not.toThrow();
    database.close();

    const careless = new Database(join(directory, 'careless.db'));
    careless.pragma('journal_mode = WAL');
    careless.exec('create table t (x)');
    expect(() => assertFull(careless)).toThrow(/not durable/);
    careless.close();
  });
});

describe('init', () => {
  it('takes the place of the synthetic county while nothing depends on it', async () => {
    await (await openCountyStore(`sqlite:${file}`)).close();
    const store = await openCountyStore(`sqlite:${file}`, { init });
    expect(store.county).toMatchObject({ code: '990202', name: '松岭县' });
    await store.close();
  });

  it('renames a county without touching its keys', async () => {
    const first = await openCountyStore(`sqlite:${file}`, { init });
    await first.close();
    const second = await openCountyStore(`sqlite:${file}`, { init: { ...init, name: '新松岭县' } });
    expect(second.county.name).toBe('新松岭县');
    expect(second.county.signer.publicKey).toBe(first.county.signer.publicKey);
    await second.close();
  });

  it('keeps the counter that was set until another is named', async () => {
    const named = { ...init, counter: '5号窗口' };
    await (await openCountyStore(`sqlite:${file}`, { init: named })).close();
    const again = await openCountyStore(`sqlite:${file}`, { init });
    expect(again.county.counter).toBe('5号窗口');
    await again.close();
    const moved = await openCountyStore(`sqlite:${file}`, { init: { ...named, counter: '退休科' } });
    expect(moved.county.counter).toBe('退休科');
    await moved.close();
  });

  it('does not give away the database of another county', async () => {
    await (await openCountyStore(`sqlite:${file}`, { init })).close();
    await expect(openCountyStore(`sqlite:${file}`, { init: { ...init, code: '990303' } })).rejects.toThrow(
      /belongs to county 990202/,
    );
  });
});
