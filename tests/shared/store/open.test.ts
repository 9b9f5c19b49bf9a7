import {
  existsSync,
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
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Migration } from '../../../shared/store/migrate.ts';
import type { Store } from '../../../shared/store/open.ts';
import { examineStore, openReadOnly, openStore } from '../../../shared/store/open.ts';

const FIRST: Migration = { name: 'first', statements: ['CREATE TABLE person (name TEXT NOT NULL) STRICT'] };
const SECOND: Migration = {
  name: 'second',
  statements: ['ALTER TABLE person ADD COLUMN age INTEGER', "INSERT INTO person VALUES ('甲', 80)"],
};

function file(): string {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-open-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'store.db');
}

function open(path: string, migrations: readonly Migration[]): Store {
  const opened = openStore(path, migrations);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  onTestFinished(() => opened.value.close());
  return opened.value;
}

const pragma = (store: Store, name: string): unknown => store.db.pragma(name, { simple: true });

describe('settings', () => {
  it('are durable, and still so after a write', () => {
    const path = file();
    for (let start = 0; start < 2; start += 1) {
      const store = open(path, [FIRST]);
      store.db.exec("INSERT INTO person VALUES ('乙')");
      expect(pragma(store, 'synchronous')).toBe(2);
      expect(pragma(store, 'journal_mode')).toBe('wal');
      expect(pragma(store, 'foreign_keys')).toBe(1);
      expect(pragma(store, 'secure_delete')).toBe(1);
      expect(pragma(store, 'trusted_schema')).toBe(0);
      store.close();
    }
  });

  it('are asserted: a build that falls back to NORMAL does not start', () => {
    type Pragma = (this: Database.Database, source: string, options?: Database.PragmaOptions) => unknown;
    const original: Pragma = Reflect.get(Database.prototype, 'pragma');
    Database.prototype.pragma = function withoutFull(this: Database.Database, source, options) {
      return source === 'synchronous = FULL' ? [] : original.call(this, source, options);
    };
    onTestFinished(() => {
      Database.prototype.pragma = original;
    });
    expect(() => openStore(file(), [FIRST])).toThrow('synchronous is FULL after a write');
  });
});

describe('migrations', () => {
  it('run once each, in order', () => {
    const path = file();
    open(path, [FIRST]).close();
    const store = open(path, [FIRST, SECOND]);
    expect(store.db.prepare('SELECT * FROM person').all()).toEqual([{ name: '甲', age: 80 }]);
    store.close();
    expect(open(path, [FIRST, SECOND]).db.prepare('SELECT count(*) FROM person').pluck().get()).toBe(1);
  });

  it('leave the old schema whole when one breaks in the middle', () => {
    const path = file();
    open(path, [FIRST]).close();
    const broken = { name: 'broken', statements: [...SECOND.statements, 'INSERT INTO nowhere VALUES (1)'] };
    expect(openStore(path, [FIRST, broken]).ok).toBe(false);
    const store = open(path, [FIRST]);
    expect(pragma(store, 'user_version')).toBe(1);
    expect(store.db.prepare('SELECT * FROM person').all()).toEqual([]);
  });

  it('of a newer program are left alone', () => {
    const path = file();
    open(path, [FIRST, SECOND]).close();
    const before = readFileSync(path);
    expect(openStore(path, [FIRST])).toEqual({ ok: false, error: { kind: 'newer', found: 2, known: 1 } });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('the number of a schema', () => {
  const sealless = 'DROP TABLE schema_seal';
  it.each<[string, string, ReturnType<typeof examineStore>['kind']]>([
    ['as it was written', 'SELECT 1', 'sound'],
    ['of a file from before seals', sealless, 'sound'],
    ['with a flipped bit', 'PRAGMA user_version = 10', 'damaged'],
    ['with the sign flipped', 'PRAGMA user_version = -2', 'damaged'],
    ['gone', 'PRAGMA user_version = 0', 'damaged'],
    ['of an older schema', 'PRAGMA user_version = 1', 'damaged'],
    ['that no program wrote, without a seal', `${sealless}; PRAGMA user_version = 9`, 'damaged'],
    ['gone, without a seal', `${sealless}; PRAGMA user_version = 0`, 'damaged'],
    ['of an older schema, without a seal', `${sealless}; PRAGMA user_version = 1`, 'damaged'],
    ['with a seal of another', 'UPDATE schema_seal SET version = 3', 'damaged'],
    ['with an empty seal', 'DELETE FROM schema_seal', 'damaged'],
    ['with a table too many', 'CREATE TABLE more (x TEXT) STRICT', 'damaged'],
    ['with a column too many', 'ALTER TABLE person ADD COLUMN more TEXT', 'damaged'],
    ['with a table missing', 'DROP TABLE person', 'damaged'],
  ])('%s', (_, sql, kind) => {
    const path = file();
    open(path, [FIRST, SECOND]).close();
    const db = new Database(path);
    db.exec(sql);
    db.close();
    expect(examineStore(path, [FIRST, SECOND]).kind).toBe(kind);
    // Whoever opens it goes on with a whole one, and never asks for a newer program.
    expect(pragma(open(path, [FIRST, SECOND]), 'user_version')).toBe(2);
  });

  it('of a newer program is believed by its seal alone', () => {
    const path = file();
    open(path, [FIRST, SECOND]).close();
    expect(examineStore(path, [FIRST])).toEqual({ kind: 'newer', found: 2, known: 1 });
    const db = new Database(path);
    db.exec(sealless);
    db.close();
    expect(examineStore(path, [FIRST]).kind).toBe('damaged');
  });
});

describe('a file that is not as it was left', () => {
  it('of no bytes is a create that was cut short', () => {
    const path = file();
    writeFileSync(path, '');
    expect(open(path, [FIRST]).quarantined).toBeUndefined();
  });

  it.each([
    ['of noise', (path: string) => writeFileSync(path, Buffer.alloc(8192, 0x5a))],
    ['cut in half', (path: string) => truncateSync(path, 2048 * 3 + 100)],
    [
      'with a page overwritten',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xff, 2048, 4096);
        writeFileSync(path, bytes);
      },
    ],
    [
      'emptied, with a log beside it',
      (path: string) => {
        truncateSync(path, 0);
        writeFileSync(`${path}-wal`, 'something');
      },
    ],
  ])('%s is put aside and kept', (_, damage) => {
    const path = file();
    const before = open(path, [FIRST]);
    const insert = before.db.prepare('INSERT INTO person VALUES (?)');
    for (let row = 0; row < 200; row += 1) insert.run('丙'.repeat(20));
    before.close();
    damage(path);
    const damaged = readFileSync(path);

    const store = open(path, [FIRST]);
    expect(store.db.prepare('SELECT count(*) FROM person').pluck().get()).toBe(0);
    const aside = readdirSync(join(path, '..')).filter((name) => name.includes('.damaged-1'));
    expect(aside).toContain('store.db.damaged-1');
    expect(readFileSync(`${path}.damaged-1`).equals(damaged)).toBe(true);
  });

  it('cut while it was being made is taken up', () => {
    const path = file();
    const making = new Database(path);
    making.pragma('cache_size = 1');
    making.exec('BEGIN; CREATE TABLE half (x TEXT)');
    const insert = making.prepare('INSERT INTO half VALUES (?)');
    for (let row = 0; row < 200; row += 1) insert.run('丁'.repeat(100));
    // What a power cut leaves: pages of a transaction in the file, and how to undo them beside it.
    const parts = ['', '-journal'].map((part) => [part, readFileSync(path + part)] as const);
    making.close();
    const [content, journal] = parts.map(([, bytes]) => bytes.length);
    expect(content).toBeGreaterThan(0);
    expect(journal).toBeGreaterThan(512);
    for (const [part, bytes] of parts) writeFileSync(path + part, bytes);

    expect(examineStore(path, [FIRST])).toEqual({ kind: 'sound', version: 0 });
    const store = open(path, [FIRST]);
    expect(pragma(store, 'user_version')).toBe(1);
    expect(store.db.prepare('SELECT count(*) FROM person').pluck().get()).toBe(0);
  });

  it('is not created by looking at it', () => {
    const path = file();
    expect(() => openReadOnly(path)).toThrow();
    expect(existsSync(path)).toBe(false);
  });
});
