import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { vaultFor } from '../../../../app/county/keys/choose.ts';
import { moveKeysOut } from '../../../../app/county/keys/move-out.ts';
import { copyBack, copyOut } from '../../../../app/county/safety/copies.ts';
import type { KeyOwner } from '../../../../app/county/keys/vault.ts';
import { readCounty } from '../../../../app/county/settings/county.ts';
import { openSqlite, sqliteDialect } from '../../../../app/county/store/dialect.ts';
import type { Schema } from '../../../../app/county/store/schema.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { personHandle } from '../../../../shared/protocol/enrolment.ts';
import { syntheticId } from '../support/county.ts';
import type { OldDatabase } from './support.ts';
import { filesWith, oldDatabase, temporaryDirectory } from './support.ts';

const KEY_FILE = /^county-keys\/990101-[0-9a-f]{16}\.key$/;

/** The county signs and finds its people as before, and its keys are in the key file alone. */
async function expectMoved(directory: string, old: OldDatabase): Promise<readonly string[]> {
  const reports: string[] = [];
  const store = await openCountyStore(`sqlite:${old.file}`, {
    needsKeys: true,
    report: (line) => reports.push(line),
  });
  // While the log is still there.
  expect(filesWith(directory, old)).toEqual([expect.stringMatching(KEY_FILE)]);
  expect(store.county.signer.publicKey).toBe(old.publicKey);
  expect(nodeCrypto.verify(old.publicKey, Buffer.of(1), store.county.signer.sign(Buffer.of(1)))).toBe(true);
  const person = await store.db.selectFrom('persons').select('handle').executeTakeFirstOrThrow();
  expect(person.handle).toBe(personHandle(nodeCrypto, store.county.handleKey, syntheticId(1)));
  const row = await store.db.selectFrom('counties').selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({ private_key: '', handle_key: '' });
  await store.close();
  expect(filesWith(directory, old)).toEqual([expect.stringMatching(KEY_FILE)]);
  return reports;
}

const report = (): void => undefined;
function vaultOf(file: string) {
  return vaultFor({ engine: 'sqlite', file }, { crypto: nodeCrypto, random: systemRandom, report });
}

/** A process that moves the keys out, until it has done `step`. */
async function killedOnce(file: string, step: string): Promise<void> {
  const child = execFile(process.execPath, ['tests/app/county/keys/killed-move.ts', file, step]);
  const signal = await new Promise((resolve) => {
    child.on('exit', (_code, by) => resolve(by));
  });
  expect(signal).toBe('SIGKILL');
}

describe('the keys in a database of an older release', () => {
  it('leave it at the next opening, every page and the log, which is said once', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    expect(filesWith(directory, old)).toEqual(['county.db']);
    expect(await expectMoved(directory, old)).toEqual([
      expect.stringMatching(
        /^the keys of county 990101 moved from the database to \S+\.key; earlier backups still hold them: destroy/,
      ),
    ]);
    expect(await expectMoved(directory, old)).toEqual([]);
  });

  it('leave it when only the log has them', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    // A reader that stays keeps SQLite from folding the log into the file.
    const writer = new Database(old.file);
    writer.pragma('journal_mode = WAL');
    writer.pragma('wal_autocheckpoint = 0');
    writer.exec("update counties set nearest = 'x'");
    copyFileSync(old.file, `${old.file}.copy`);
    copyFileSync(`${old.file}-wal`, `${old.file}.copy-wal`);
    writer.close();
    for (const suffix of ['', '-wal']) renameSync(`${old.file}.copy${suffix}`, old.file + suffix);
    expect(filesWith(directory, old)).toContain('county.db-wal');
    await expectMoved(directory, old);
  });

  it.each(['kept', 'emptied', 'erased'])(
    'are in one valid place after a kill once they are %s',
    async (step) => {
      const directory = temporaryDirectory();
      const old = await oldDatabase(directory);
      await killedOnce(old.file, step);
      expect(existsSync(old.keysIn)).toBe(true);
      const reports = await expectMoved(directory, old);
      expect(reports).toHaveLength(1);
    },
  );

  it('leave it once, when two processes open it at the same moment', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    const stores = await Promise.all([1, 2, 3].map(() => openCountyStore(`sqlite:${old.file}`)));
    for (const store of stores) expect(store.county.handleKey).toBe(old.handleKey);
    for (const store of stores) await store.close();
    await expectMoved(directory, old);
  });

  it('stay until a reader of old pages is gone, and the county works meanwhile', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    const reader = new Database(old.file);
    reader.exec('begin');
    reader.prepare('select count(*) from persons').get();
    onTestFinished(() => void (reader.open && reader.close()));
    const reports: string[] = [];
    const db = new Kysely<Schema>({ dialect: sqliteDialect(openSqlite(old.file)) });
    const vault = vaultOf(old.file);
    const line = (text: string): void => void reports.push(text);
    expect(await moveKeysOut({ db, engine: 'sqlite', vault, report: line, patienceMs: 0 })).toMatchObject({
      ok: true,
    });
    expect(reports).toEqual([
      expect.stringMatching(/^pages of the database may still hold.*next start erases/),
    ]);
    expect(await db.selectFrom('counties').select(['private_key', 'handle_key']).execute()).toEqual([
      { private_key: 'moved', handle_key: '' },
    ]);
    reader.close();
    await db.destroy();
    await expectMoved(directory, old);
  });

  it('stay when they cannot be written outside, and the county does not start', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    writeFileSync(join(directory, 'county-keys'), 'a file in the way');
    await expect(openCountyStore(`sqlite:${old.file}`)).rejects.toThrow(
      /^the county's keys cannot leave the database: .*cannot be written: E/,
    );
    rmSync(join(directory, 'county-keys'));
    await expectMoved(directory, old);
  });
});

describe('a backup', () => {
  it('holds no key, and none is taken of a database that still does', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    const backup = join(directory, 'backup.db');
    expect(copyOut(nodeCrypto, old.file, backup)).toMatchObject({
      ok: false,
      error: expect.stringContaining('still holds'),
    });
    expect(filesWith(directory, old)).toEqual(['county.db']);
    await (await openCountyStore(`sqlite:${old.file}`)).close();
    expect(copyOut(nodeCrypto, old.file, backup)).toMatchObject({ ok: true });
    expect(filesWith(directory, old)).toEqual([expect.stringMatching(KEY_FILE)]);
    expect((statSync(backup).mode & 0o777).toString(8)).toBe('600');
  });

  it('of an older release gives its keys to the vault before it is in place', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    const elsewhere = join(directory, 'elsewhere');
    mkdirSync(elsewhere);
    renameSync(old.file, join(directory, 'backup.db'));
    const target = join(elsewhere, 'county.db');
    const reports: string[] = [];
    const means = {
      crypto: nodeCrypto,
      vault: vaultOf(target),
      report: (line: string) => reports.push(line),
    };
    expect(await copyBack(means, join(directory, 'backup.db'), target)).toMatchObject({ ok: true });
    expect(reports).toEqual([expect.stringMatching(/^the keys of county 990101 moved/)]);
    expect(filesWith(directory, old)).toEqual([
      'backup.db',
      expect.stringMatching(/^elsewhere\/county-keys\//),
    ]);
    await expectMoved(elsewhere, { ...old, file: target });
  });

  it('that is a plain copy of the file, made in the middle of the move, is cleaned before it is in place', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    await killedOnce(old.file, 'emptied');
    const raw = new Database(old.file);
    raw.pragma('wal_checkpoint(truncate)');
    raw.close();
    expect(filesWith(directory, old)).toContain('county.db');
    renameSync(old.file, join(directory, 'backup.db'));
    const means = { crypto: nodeCrypto, vault: vaultOf(old.file), report };
    expect(await copyBack(means, join(directory, 'backup.db'), old.file)).toMatchObject({ ok: true });
    expect(filesWith(directory, old)).toEqual(['backup.db', expect.stringMatching(KEY_FILE)]);
  });

  it('is restored without its key, which is said, and not in the place of another key', async () => {
    const directory = temporaryDirectory();
    const old = await oldDatabase(directory);
    await (await openCountyStore(`sqlite:${old.file}`)).close();
    const backup = join(directory, 'backup.db');
    expect(copyOut(nodeCrypto, old.file, backup).ok).toBe(true);

    const target = join(directory, 'new', 'county.db');
    mkdirSync(join(directory, 'new'));
    const reports: string[] = [];
    const means = {
      crypto: nodeCrypto,
      vault: vaultOf(target),
      report: (line: string) => reports.push(line),
    };
    expect(await copyBack(means, backup, target)).toMatchObject({ ok: true });
    expect(reports).toEqual([
      expect.stringMatching(/^without it nothing can be signed: .*\.key, the key of this/),
    ]);
    await expect(openCountyStore(`sqlite:${target}`, { needsKeys: true })).rejects.toThrow(
      /^\S+new\/county-keys\/990101-\w+\.key, the key of this county, is not there; put it back/,
    );

    const other = join(directory, 'other', 'county.db');
    mkdirSync(join(directory, 'other'));
    await (await openCountyStore(`sqlite:${other}`)).close();
    const before = readFileSync(other);
    expect(await copyBack({ ...means, vault: vaultOf(other) }, backup, other)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/does not fit its public key; put it back/),
    });
    expect(readFileSync(other)).toEqual(before);
  });
});

describe('a county with its key', () => {
  it('opens the vault once, and only when it signs or makes handles', async () => {
    const file = join(temporaryDirectory(), 'county.db');
    const store = await openCountyStore(`sqlite:${file}`);
    let opened = 0;
    const vault = vaultOf(file);
    const counted = { ...vault, open: (owner: KeyOwner) => ((opened += 1), vault.open(owner)) };
    const owner = await readCounty(store.db, counted);
    expect(owner?.county.signer.publicKey).toBe(store.county.signer.publicKey);
    expect(opened).toBe(0);
    for (let round = 0; round < 3; round += 1) {
      expect(owner?.county.signer.sign(Buffer.of(1))).toBeTruthy();
      expect(owner?.county.handleKey).toBeTruthy();
      expect(owner?.keys().ok).toBe(true);
    }
    expect(opened).toBe(1);
    await store.close();
  });
});

describe('a county whose key is gone', () => {
  it('never gets another, and works where none is needed', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'county.db');
    const first = await openCountyStore(`sqlite:${file}`);
    await first.close();
    rmSync(join(directory, 'county-keys'), { recursive: true });
    await expect(openCountyStore(`sqlite:${file}`, { needsKeys: true })).rejects.toThrow(
      /is not there; put it back/,
    );
    const store = await openCountyStore(`sqlite:${file}`, {
      init: { code: '990101', name: '柏坪新县', policyPack: 'national-2014' },
    });
    expect(store.county).toMatchObject({ name: '柏坪新县' });
    expect(store.county.signer.publicKey).toBe(first.county.signer.publicKey);
    expect(() => store.county.signer.sign(Buffer.of(1))).toThrow(/is not there; put it back/);
    expect(() => store.county.handleKey).toThrow(/is not there; put it back/);
    await store.close();
    expect(existsSync(join(directory, 'county-keys'))).toBe(false);
  });
});

describe('a new county', () => {
  it('whose key was written before a cut, and no row for it, gets a key that fits', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'county.db');
    const cut = vaultOf(file).make('990101');
    const store = await openCountyStore(`sqlite:${file}`, { needsKeys: true });
    const { publicKey } = store.county.signer;
    expect(cut.ok && cut.value.signer.publicKey).not.toBe(publicKey);
    expect(nodeCrypto.verify(publicKey, Buffer.of(1), store.county.signer.sign(Buffer.of(1)))).toBe(true);
    await store.close();
  });

  it('is not named in the database when its key cannot be written', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'county.db');
    writeFileSync(join(directory, 'county-keys'), 'a file in the way');
    await expect(openCountyStore(`sqlite:${file}`)).rejects.toThrow(/cannot be written: E.*by --keys$/);
    const raw = new Database(file, { readonly: true });
    expect(raw.prepare('select county from counties').all()).toEqual([]);
    raw.close();
  });
});
