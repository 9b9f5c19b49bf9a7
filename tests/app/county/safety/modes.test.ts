import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importPersons } from '../../../../app/county/persons/import-persons.ts';
import { vaultFor } from '../../../../app/county/keys/choose.ts';
import { copyBack, copyOut } from '../../../../app/county/safety/copies.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { HEADER, line } from '../persons/support.ts';
import { county, serving } from '../support/command.ts';
import { modesBelow, temporaryDirectory, under } from '../keys/support.ts';

/** Files that this test wrote itself, beside which the product puts its own. */
function given(directory: string): Record<string, string> {
  const files: Record<string, string> = {
    'persons.csv': `${HEADER}\n${line(1)}\n${line(1)}\n`,
    pass: '松柏之茂，隆冬不衰\n',
  };
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(directory, name), text, { mode: 0o600 });
  return files;
}

function expectPrivate(directory: string, names: readonly string[]): void {
  const found = modesBelow(directory);
  expect(Object.keys(found)).toEqual(expect.arrayContaining([...names]));
  const folders = new Set(['county-keys', 'restored', 'restored/county-keys']);
  for (const [name, mode] of Object.entries(found))
    expect([name, mode]).toEqual([name, folders.has(name) ? '700' : '600']);
}

describe.each([
  ['000', 0o000],
  ['077', 0o077],
] as const)('under umask %s', (_, umask) => {
  it('every file that a county makes is for its owner alone', async () => {
    under(umask);
    const directory = temporaryDirectory();
    given(directory);
    const at = (name: string): string => join(directory, name);
    mkdirSync(at('restored'), { mode: 0o700 });
    const store = await openCountyStore(`sqlite:${at('county.db')}`);
    const imported = await importPersons(store, at('persons.csv'));
    expect(imported).toMatchObject({ value: { imported: 1, rejected: 1 } });
    expect(copyOut(nodeCrypto, at('county.db'), at('copy.db')).ok).toBe(true);
    expectPrivate(directory, [
      'county.db',
      'county.db-wal',
      'county.db-shm',
      'copy.db',
      'persons.csv.rejects.csv',
    ]);
    await store.close();
    chmodSync(at('copy.db'), 0o644);
    const report = (): void => undefined;
    for (const target of ['county.db', 'restored/county.db']) {
      const file = at(target);
      const vault = vaultFor(
        { engine: 'sqlite', file },
        { crypto: nodeCrypto, random: systemRandom, report },
      );
      expect(await copyBack({ crypto: nodeCrypto, vault, report }, at('copy.db'), file)).toMatchObject({
        ok: true,
      });
    }
    expectPrivate(directory, ['county.db', 'county.db.before-restore-1', 'restored/county.db']);
  });

  it('every file that a command makes is, too', async () => {
    under(umask);
    const directory = temporaryDirectory();
    given(directory);
    const at = (name: string): string => join(directory, name);
    const db = ['--db', `sqlite:${at('county.db')}`];
    const succeed = async (...args: readonly string[]): Promise<void> => {
      const { code, stderr } = await county(...args, ...db);
      expect([0, 3], stderr).toContain(code);
    };
    await succeed('init', '--code', '990202', '--name', '松岭县', '--pack', 'national-2014');
    const service = await serving(...db, '--port', '0', '--demo');
    try {
      // Also of what nobody thought of.
      if (process.platform === 'linux')
        expect(readFileSync(`/proc/${service.child.pid}/status`, 'utf8')).toMatch(/^Umask:\s*0077$/m);
      await succeed('import', 'persons', at('persons.csv'));
      await succeed('enrol-terminal', '--name', '一号机');
      await succeed('backup', at('copy.db'));
      await succeed('keys', 'copy', at('key.safe'), '--new-passphrase-file', at('pass'));
      expectPrivate(directory, ['county.db-wal', 'copy.db', 'key.safe', 'persons.csv.rejects.csv']);
    } finally {
      await service.stop();
    }
    await succeed('restore', at('copy.db'));
    await succeed('keys', 'seal', '--new-passphrase-file', at('pass'));
    expectPrivate(directory, ['county.db', 'county.db.before-restore-1']);
    expect(readdirSync(at('county-keys'))).toHaveLength(1);
  });
});

describe('a database that others could read', () => {
  it('is closed with its logs by the next command, which says so in one line', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'county.db');
    const store = await openCountyStore(`sqlite:${file}`);
    for (const suffix of ['', '-wal', '-shm']) chmodSync(file + suffix, 0o644);
    chmodSync(join(directory, 'county-keys'), 0o755);
    chmodSync(store.keysIn, 0o644);
    const ended = await county('review', 'list', '--db', `sqlite:${file}`);
    expect(ended.stderr.split('\n')).toEqual([
      expect.stringMatching(
        /^county: others could read \S+county\.db \(644, now 600\), .*-wal \(644, now 600\)/,
      ),
      expect.stringMatching(
        /^county: others could read \S+county-keys \(755, now 700\), \S+\.key \(644, now 600\)$/,
      ),
      '0 waiting',
      '',
    ]);
    const { 'county-keys': folder, ...files } = modesBelow(directory);
    expect(folder).toBe('700');
    expect(new Set(Object.values(files))).toEqual(new Set(['600']));
    await store.close();
  });
});
