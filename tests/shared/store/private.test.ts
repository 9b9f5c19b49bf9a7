import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  createPrivate,
  createPrivateFolder,
  judge,
  keepPrivate,
  openPrivate,
  sqliteFiles,
} from '../../../shared/store/private.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-private-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (name: string): string => join(directory, name);
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

function under(umask: number): void {
  const before = process.umask(umask);
  onTestFinished(() => void process.umask(before));
}

describe.each([
  ['000', 0o000],
  ['022', 0o022],
  ['077', 0o077],
  ['277', 0o277],
] as const)('under umask %s', (_, umask) => {
  it('files and folders are made for their owner alone', () => {
    under(umask);
    openPrivate(at('opened'));
    createPrivate(at('created'));
    expect([modeOf(at('opened')), modeOf(at('created'))]).toEqual(['600', '600']);
    if (umask === 0o277) return; // No folder below one that its owner cannot enter.
    expect(createPrivateFolder(at('a/b'))).toBe(at('a'));
    expect([modeOf(at('a')), modeOf(at('a/b'))]).toEqual(['700', '700']);
  });

  it('SQLite gives its logs the mode of the database', () => {
    under(umask);
    createPrivate(at('wal.db'));
    createPrivate(at('journal.db'));
    const wal = new Database(at('wal.db'));
    wal.pragma('journal_mode = WAL');
    wal.exec('create table t (x); insert into t values (1)');
    const journal = new Database(at('journal.db'));
    journal.exec('create table t (x); begin; insert into t values (1)');
    const modes = readdirSync(directory).map((name) => [name, modeOf(at(name))]);
    expect(modes).toEqual(
      ['journal.db', 'journal.db-journal', 'wal.db', 'wal.db-shm', 'wal.db-wal'].map((name) => [name, '600']),
    );
    wal.close();
    journal.close();
  });
});

describe('creating', () => {
  it('never takes the place of a file, nor opens one that is there', () => {
    writeFileSync(at('there'), 'kept');
    expect(() => openPrivate(at('there'))).toThrow(/EEXIST/);
    createPrivate(at('there'));
    expect(statSync(at('there')).size).toBe(4);
    symlinkSync(at('elsewhere'), at('link'));
    createPrivate(at('link'));
    expect(readdirSync(directory)).not.toContain('elsewhere');
  });

  it('fails where nothing can be made', () => {
    expect(() => createPrivate(at('none/file'))).toThrow(/ENOENT/);
  });
});

describe('what is found open', () => {
  it('is closed, and named in one line; what is not there is passed over', () => {
    writeFileSync(at('county.db'), '');
    writeFileSync(at('county.db-wal'), '');
    writeFileSync(at('closed'), '', { mode: 0o600 });
    mkdirSync(at('folder'));
    chmodSync(at('county.db'), 0o644);
    chmodSync(at('county.db-wal'), 0o620);
    chmodSync(at('folder'), 0o755);
    const kept = keepPrivate([...sqliteFiles(at('county.db')), at('closed'), at('folder')]);
    expect(kept).toEqual({
      ok: true,
      value: `others could read ${at('county.db')} (644, now 600), ${at('county.db-wal')} (620, now 600), ${at('folder')} (755, now 700)`,
    });
    expect(['county.db', 'county.db-wal', 'closed', 'folder'].map((name) => modeOf(at(name)))).toEqual([
      '600',
      '600',
      '600',
      '700',
    ]);
    expect(keepPrivate(sqliteFiles(at('county.db')))).toEqual({ ok: true, value: undefined });
  });

  it('is closed where a link leads', () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/county.db'), '');
    writeFileSync(at('real/county.db-wal'), '', { mode: 0o666 });
    symlinkSync(at('real/county.db'), at('county.db'));
    keepPrivate(sqliteFiles(at('county.db')));
    expect([modeOf(at('real/county.db')), modeOf(at('real/county.db-wal'))]).toEqual(['600', '600']);
  });

  it('stays open where a link leads to a device', () => {
    const open = modeOf('/dev/full');
    symlinkSync('/dev/full', at('draft'));
    expect(keepPrivate([at('draft')])).toEqual({ ok: true, value: undefined });
    expect(modeOf('/dev/full')).toBe(open);
  });

  it('is refused as a folder in which everyone keeps files', () => {
    mkdirSync(at('tmp'));
    chmodSync(at('tmp'), 0o1777);
    expect(keepPrivate([at('tmp')])).toMatchObject({
      ok: false,
      error: expect.stringMatching(/of its own$/),
    });
    expect(modeOf(at('tmp'))).toBe('777');
  });

  it('is put right by its owner and by root, and refused to anybody else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0o777 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        (mode, uid, user) => {
          const verdict = judge({ mode, uid, isDirectory: () => false }, user);
          if (mode % 0o100 === 0) expect(verdict).toBe('private');
          else expect(verdict).toBe(user === 0 || user === uid ? 'put-right' : 'not-ours');
        },
      ),
    );
  });
});

/** Only root can play somebody else. */
describe.runIf(process.geteuid?.() === 0)('somebody else', () => {
  it.each([
    [0o644, 'everyone on this machine', '600'],
    [0o640, 'its group', '600'],
  ])('is told who can read mode %d and what to write', (mode, who, right) => {
    chmodSync(directory, 0o755);
    writeFileSync(at('county.db'), '');
    chmodSync(at('county.db'), mode);
    process.seteuid?.(65_534);
    const kept = keepPrivate([at('county.db')]);
    process.seteuid?.(0);
    expect(kept).toEqual({
      ok: false,
      error: `${at('county.db')} is open to ${who} (mode ${mode.toString(8)}) and belongs to user 0, not to 65534; as its owner or root write "chmod ${right} ${at('county.db')}"`,
    });
    expect(modeOf(at('county.db'))).toBe(mode.toString(8));
  });
});
