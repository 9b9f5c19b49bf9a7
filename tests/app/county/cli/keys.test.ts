import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCountyStore } from '../../../../app/county/open.ts';
import { HEADER, line } from '../persons/support.ts';
import { filesWith, materialOf, oldDatabase, temporaryDirectory } from '../keys/support.ts';
import { county, serving } from '../support/command.ts';

let directory: string;
let db: string;
let keysIn: string;
let publicKey: string;
beforeEach(async () => {
  directory = temporaryDirectory();
  db = `sqlite:${join(directory, 'county.db')}`;
  const store = await openCountyStore(db);
  await store.close();
  ({ keysIn } = store);
  ({ publicKey } = store.county.signer);
});

const VARIABLES = ['SONGBAI_KEYS', 'SONGBAI_PASSPHRASE_FILE', 'CREDENTIALS_DIRECTORY'] as const;
afterEach(() => {
  for (const name of VARIABLES) delete process.env[name];
});

function passphrase(name: string, text = '松柏之茂，隆冬不衰'): string {
  const file = join(directory, name);
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return file;
}

/** `serve`, which ends by itself when it may not start. */
const serve = (...args: readonly string[]) => county('serve', '--db', db, '--port', '0', ...args);

async function expectServes(...args: readonly string[]): Promise<void> {
  const service = await serving('--db', db, '--port', '0', ...args);
  expect(await service.stop()).toBe(0);
}

describe('a county without its key', () => {
  it('does not serve and takes in nobody, and everything else goes on', async () => {
    renameSync(keysIn, join(directory, 'away'));
    const sentence = `${keysIn}, the key of this county, is not there; put it back from its safety copy, or name the folder that has it by --keys\n`;
    expect(await serve()).toEqual({ code: 1, stdout: '', stderr: `county serve: ${sentence}` });
    expect(await county('seed', '--people', '10', '--db', db)).toMatchObject({
      code: 1,
      stderr: `county seed: ${sentence}`,
    });
    expect(await county('keys', 'show', '--db', db)).toMatchObject({
      code: 1,
      stderr: `county keys: ${sentence}`,
    });
    const persons = join(directory, 'persons.csv');
    writeFileSync(persons, `${HEADER}\n${line(1)}\n`);
    expect(await county('import', 'persons', persons, '--db', db)).toEqual({
      code: 1,
      stdout: '',
      stderr: `county import: ${sentence}`,
    });
    for (const args of [
      ['public-key'],
      ['export', 'certifications'],
      ['enrol-terminal', '--name', '一号机'],
      ['backup', join(directory, 'copy.db')],
    ])
      expect(await county(...args, '--db', db)).toMatchObject({ code: 0 });
    expect(existsSync(keysIn)).toBe(false);
    renameSync(join(directory, 'away'), keysIn);
    await expectServes();
  });

  it('finds it in another folder that is named', async () => {
    const elsewhere = join(directory, 'elsewhere');
    renameSync(join(directory, 'county-keys'), elsewhere);
    await expectServes('--keys', elsewhere);
    await expectServes(`--keys=${elsewhere}`);
    process.env['SONGBAI_KEYS'] = elsewhere;
    await expectServes();
    expect(await serve('--keys')).toMatchObject({
      code: 2,
      stderr: 'county serve: --keys needs a value; name a folder\n',
    });
  });

  it('does not take another one', async () => {
    const other = temporaryDirectory();
    const stranger = await openCountyStore(`sqlite:${join(other, 'county.db')}`);
    await stranger.close();
    cpSync(stranger.keysIn, keysIn);
    expect(await serve()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/holds the key of another county/),
    });
    rmSync(keysIn);
    cpSync(stranger.keysIn, join(directory, 'county-keys', stranger.keysIn.split('/').at(-1) ?? ''));
    expect(await serve()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/does not fit its public key/),
    });
  });
});

describe('one key for several', () => {
  it('two services and a command beside them share it, and leave it as it is', async () => {
    const before = readFileSync(keysIn);
    const services = [await serving('--db', db, '--port', '0'), await serving('--db', db, '--port', '0')];
    const shown = await county('keys', 'show', '--db', db);
    expect(shown.stdout).toMatch(/^key [0-9a-f]{16} of county 990101: \S+\.key, plain\n$/);
    for (const service of services) expect(await service.stop()).toBe(0);
    expect(readFileSync(keysIn)).toEqual(before);
  });
});

describe('a passphrase', () => {
  it('seals the key file, and from then on has to be given', async () => {
    const material = materialOf(keysIn);
    const right = passphrase('pass');
    // What a cut left of an earlier writing.
    writeFileSync(`${keysIn}.new-0123456789ab`, readFileSync(keysIn), { mode: 0o600 });
    const sealed = await county('keys', 'seal', '--new-passphrase-file', right, '--db', db);
    expect(sealed).toMatchObject({ code: 0, stdout: `${keysIn} is under the passphrase now\n`, stderr: '' });
    expect(filesWith(directory, material)).toEqual([]);
    expect((await county('keys', 'show', '--db', db)).stdout).toMatch(/, under a passphrase\n$/);

    expect(await serve()).toMatchObject({
      code: 1,
      stderr: `county serve: ${keysIn} is under a passphrase; name the file that holds it by --passphrase-file\n`,
    });
    expect(await serve('--passphrase-file', passphrase('wrong', 'not the passphrase'))).toMatchObject({
      code: 1,
      stderr: `county serve: ${keysIn} does not open with this passphrase; name the right --passphrase-file\n`,
    });
    expect(await serve('--passphrase-file', join(directory, 'none'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/none is not there; name a file that holds the passphrase/),
    });
    await expectServes('--passphrase-file', right);

    // As systemd lays a credential down.
    const credentials = join(directory, 'credentials');
    mkdirSync(credentials);
    cpSync(right, join(credentials, 'songbai-passphrase'));
    process.env['CREDENTIALS_DIRECTORY'] = credentials;
    await expectServes();
    expect(await county('public-key', '--db', db)).toMatchObject({ code: 0 });
  });

  it('given to the first command of a new county seals its key from the start', async () => {
    const fresh = join(directory, 'fresh');
    mkdirSync(fresh);
    const at = `sqlite:${join(fresh, 'county.db')}`;
    const right = passphrase('pass');
    const args = ['--code', '990202', '--name', '松岭县', '--pack', 'national-2014', '--db', at];
    expect(await county('init', ...args, '--passphrase-file', right)).toMatchObject({ code: 0 });
    expect((await county('keys', 'show', '--db', at)).stdout).toMatch(/, under a passphrase\n$/);
  });

  it('that anybody could guess is refused, and one that anybody could read is closed to them', async () => {
    const short = await county(
      'keys',
      'seal',
      '--new-passphrase-file',
      passphrase('short', 'songbai'),
      '--db',
      db,
    );
    expect(short).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/7 bytes can be guessed; take 12 or more/),
    });
    const open = passphrase('open');
    chmodSync(open, 0o644);
    const closed = await county(
      'keys',
      'copy',
      join(directory, 'key.safe'),
      '--new-passphrase-file',
      open,
      '--db',
      db,
    );
    expect(closed).toMatchObject({
      code: 0,
      stderr: `county keys: others could read ${open} (644, now 600)\n`,
    });
    expect(statSync(open).mode & 0o777).toBe(0o600);
    const empty = await county('keys', 'seal', '--new-passphrase-file', passphrase('empty', ''), '--db', db);
    expect(empty).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is no passphrase: it has 0 bytes/),
    });
    expect((await county('keys', 'show', '--db', db)).stdout).toMatch(/, plain\n$/);
  });
});

describe('a safety copy of the key', () => {
  it('is under a passphrase, and brings the county back beside its backup', async () => {
    const material = materialOf(keysIn);
    const copy = join(directory, 'key.safe');
    const right = passphrase('pass');
    const args = ['keys', 'copy', copy, '--new-passphrase-file', right, '--db', db];
    expect(await county(...args)).toMatchObject({
      code: 0,
      stdout: `${copy} is ${keysIn} under the passphrase\n`,
    });
    expect(filesWith(directory, material)).toEqual([keysIn.slice(directory.length + 1)]);
    expect(await county(...args)).toMatchObject({ code: 1, stderr: expect.stringMatching(/exists already/) });
    const backup = await county('backup', join(directory, 'copy.db'), '--db', db);
    expect(backup.stderr).toBe(
      `county backup: the county's key is not in it; keep a copy of ${keysIn} in another place ("keys copy")\n`,
    );

    const elsewhere = join(directory, 'elsewhere');
    mkdirSync(elsewhere);
    db = `sqlite:${join(elsewhere, 'county.db')}`;
    const restored = await county('restore', join(directory, 'copy.db'), '--db', db);
    expect(restored.code).toBe(0);
    const place = /signed: (\S+), the key of this county, is not there/.exec(restored.stderr)?.[1] ?? '';
    mkdirSync(dirname(place), { mode: 0o700 });
    cpSync(copy, place);
    await expectServes('--passphrase-file', right);
    expect((await county('public-key', '--db', db)).stdout).toContain(publicKey);
  });

  it('of another release is moved out by any command, and by restore', async () => {
    const older = temporaryDirectory();
    const old = await oldDatabase(older);
    cpSync(old.file, join(older, 'backup.db'));
    const listed = await county('review', 'list', '--db', `sqlite:${old.file}`);
    expect(listed.stderr).toMatch(
      /^county: the keys of county 990101 moved from the database to \S+\.key; earlier/,
    );
    expect(filesWith(older, old)).toEqual(['backup.db', expect.stringMatching(/^county-keys\//)]);
    rmSync(join(older, 'county-keys'), { recursive: true });
    const restored = await county('restore', join(older, 'backup.db'), '--db', `sqlite:${old.file}`);
    expect(restored.stderr).toMatch(/^county restore: the keys of county 990101 moved/);
    rmSync(join(older, 'backup.db'));
    expect(filesWith(older, old)).toEqual([expect.stringMatching(/^county-keys\//)]);
  });
});

const CREDS = '/usr/bin/systemd-creds';
const CREDS_MISSING =
  'systemd-creds is not installed, so its credentials are tried as plain files (apt-get install systemd)';
if (!existsSync(CREDS)) {
  if (process.env['CI'] !== undefined) throw new Error(CREDS_MISSING);
  console.warn(CREDS_MISSING);
}

describe('a key file that systemd keeps', () => {
  it('is read from the credentials of the service, decrypted there and nowhere else', async () => {
    const name = 'songbai-county-key';
    const credentials = join(directory, 'credentials');
    mkdirSync(credentials, { mode: 0o700 });
    const encrypted = join(directory, 'encrypted');
    // A machine key of this test's own; a TPM takes its place where there is one.
    const env = { ...process.env, SYSTEMD_CREDENTIAL_SECRET: join(directory, 'machine-key') };
    const creds = (...args: readonly string[]) => execFileSync(CREDS, args, { env, stdio: 'ignore' });
    const material = materialOf(keysIn);
    if (existsSync(CREDS)) {
      creds('encrypt', '--with-key=host', `--name=${name}`, keysIn, encrypted);
      rmSync(keysIn);
      expect(filesWith(directory, material)).toEqual([]);
      expect(await serve()).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/is not there; put it back/),
      });
      creds('decrypt', `--name=${name}`, encrypted, join(credentials, name));
    } else renameSync(keysIn, join(credentials, name));
    process.env['CREDENTIALS_DIRECTORY'] = credentials;
    await expectServes();
    expect(filesWith(directory, material)).toEqual([`credentials/${name}`]);
  });
});
