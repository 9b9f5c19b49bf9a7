import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credentialVault } from '../../../../app/county/keys/credential-vault.ts';
import type { FileVaultOptions } from '../../../../app/county/keys/file-vault.ts';
import { fileVault } from '../../../../app/county/keys/file-vault.ts';
import type { CountyKeys, KeyOwner } from '../../../../app/county/keys/vault.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import type { Result } from '../../../../shared/result/result.ts';
import { ok } from '../../../../shared/result/result.ts';
import { modesBelow, temporaryDirectory, under } from './support.ts';

const reports: string[] = [];
const options = (folder: string, more: Partial<FileVaultOptions> = {}): FileVaultOptions => ({
  folder,
  ownFolder: true,
  passphrase: () => ok(undefined),
  crypto: nodeCrypto,
  random: systemRandom,
  report: (line) => reports.push(line),
  cost: 2 ** 14,
  ...more,
});

function made(keys: Result<CountyKeys, { readonly message: string }>): CountyKeys {
  if (!keys.ok) throw new Error(keys.error.message);
  return keys.value;
}

const ownerOf = ({ signer }: CountyKeys, county = '990101'): KeyOwner => ({
  county,
  publicKey: signer.publicKey,
});

const material = {
  privateKey: nodeCrypto.generateKey().privateKey,
  handleKey: Buffer.alloc(32, 9).toString('base64'),
};
const { publicKey } = nodeCrypto.signer(material.privateKey);

describe.each([
  ['000', 0o000],
  ['077', 0o077],
] as const)('under umask %s', (_, umask) => {
  it('the key and its folder are for their owner alone', () => {
    under(umask);
    const directory = temporaryDirectory();
    const vault = fileVault(options(join(directory, 'a', 'county-keys')));
    const path = vault.where(ownerOf(made(vault.make('990101'))));
    expect(modesBelow(directory)).toEqual({
      a: '700',
      'a/county-keys': '700',
      [path.slice(directory.length + 1)]: '600',
    });
  });
});

describe('a vault of files', () => {
  it('gives the keys that it made, also to another process', () => {
    const folder = join(temporaryDirectory(), 'county-keys');
    const keys = made(fileVault(options(folder)).make('990101'));
    const again = made(fileVault(options(folder)).open(ownerOf(keys)));
    expect(again.handleKey).toBe(keys.handleKey);
    const signature = again.signer.sign(Buffer.from('回执'));
    expect(nodeCrypto.verify(keys.signer.publicKey, Buffer.from('回执'), signature)).toBe(true);
  });

  it('takes the same keys in again without touching the file, and leaves drafts of a cut alone', () => {
    const folder = join(temporaryDirectory(), 'county-keys');
    const vault = fileVault(options(folder));
    made(vault.takeIn('990101', material));
    const path = vault.where({ county: '990101', publicKey });
    const { ino, mtimeMs } = statSync(path);
    writeFileSync(`${path}.new-00`, 'half a k', { mode: 0o600 });
    expect(made(vault.takeIn('990101', material)).handleKey).toBe(material.handleKey);
    expect(statSync(path)).toMatchObject({ ino, mtimeMs });
  });

  it('refuses another handle key for the same county', () => {
    const vault = fileVault(options(join(temporaryDirectory(), 'county-keys')));
    made(vault.takeIn('990101', material));
    expect(vault.takeIn('990101', { ...material, handleKey: 'AAAA' })).toMatchObject({
      ok: false,
      error: { kind: 'other', message: expect.stringContaining('another handle key') },
    });
  });

  it('names the file that is missing, and makes none', () => {
    const folder = join(temporaryDirectory(), 'county-keys');
    const vault = fileVault(options(folder));
    const owner = { county: '990101', publicKey };
    const path = vault.where(owner);
    const missing = vault.open(owner);
    expect(missing).toMatchObject({ ok: false, error: { kind: 'missing' } });
    expect(missing.ok ? '' : missing.error.message).toBe(
      `${path}, the key of this county, is not there; put it back from its safety copy, or name the folder that has it by --keys`,
    );
    expect(() => readdirSync(folder)).toThrow(/ENOENT/);
  });

  it('says which keys of the county are there when none of them fits', () => {
    const vault = fileVault(options(join(temporaryDirectory(), 'county-keys')));
    const other = vault.where(ownerOf(made(vault.make('990101'))));
    made(vault.make('990202'));
    const found = vault.open({ county: '990101', publicKey });
    expect(found).toMatchObject({ ok: false, error: { kind: 'other' } });
    expect(found.ok ? '' : found.error.message).toContain(
      `${other.split('/').at(-1)} does not fit its public key; put it back`,
    );
    expect(found.ok ? '' : found.error.message).not.toContain('990202-');
  });

  it('does not take a file under the right name for the right key', () => {
    const vault = fileVault(options(join(temporaryDirectory(), 'county-keys')));
    const other = vault.where(ownerOf(made(vault.make('990101'))));
    const owner = { county: '990101', publicKey };
    copyFileSync(other, vault.where(owner));
    expect(vault.open(owner)).toMatchObject({
      ok: false,
      error: { kind: 'other', message: expect.stringContaining('holds the key of another county') },
    });
  });

  it('does not take a file of another county, although the key in it is the same', () => {
    const vault = fileVault(options(join(temporaryDirectory(), 'county-keys')));
    made(vault.takeIn('990202', material));
    const owner = { county: '990101', publicKey };
    copyFileSync(vault.where({ county: '990202', publicKey }), vault.where(owner));
    expect(vault.open(owner)).toMatchObject({ ok: false, error: { kind: 'other' } });
  });

  it.each(['', 'half a k', '{"songbai":"county-key"}'])('says that %j is damaged', (text) => {
    const folder = join(temporaryDirectory(), 'county-keys');
    const vault = fileVault(options(folder));
    const owner = ownerOf(made(vault.make('990101')));
    writeFileSync(vault.where(owner), text);
    expect(vault.open(owner)).toMatchObject({
      ok: false,
      error: { kind: 'unusable', message: expect.stringMatching(/damaged or no key file; put it back/) },
    });
  });

  it('closes a file and a folder of its own that others can read, and says so', () => {
    const folder = join(temporaryDirectory(), 'county-keys');
    const vault = fileVault(options(folder));
    const owner = ownerOf(made(vault.make('990101')));
    chmodSync(folder, 0o755);
    chmodSync(vault.where(owner), 0o644);
    reports.length = 0;
    made(vault.open(owner));
    expect(Object.values(modesBelow(join(folder, '..')))).toEqual(['700', '600']);
    expect(reports).toEqual([
      expect.stringMatching(/^others could read .*county-keys \(755, now 700\), .*644/),
    ]);
  });

  it('leaves the mode of a folder that was named, which may hold other things', () => {
    const folder = join(temporaryDirectory(), 'etc');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const vault = fileVault(options(folder, { ownFolder: false }));
    made(vault.open(ownerOf(made(vault.make('990101')))));
    expect(Object.values(modesBelow(join(folder, '..')))).toEqual(['755', '600']);
  });

  it('says why it cannot write', () => {
    const folder = join(temporaryDirectory(), 'file');
    writeFileSync(folder, '');
    expect(fileVault(options(join(folder, 'county-keys'))).make('990101')).toMatchObject({
      ok: false,
      error: {
        kind: 'unusable',
        message: expect.stringMatching(/cannot be written: E.*; name another folder/),
      },
    });
  });
});

describe('under a passphrase', () => {
  const passphrase = (text: string): Partial<FileVaultOptions> => ({
    passphrase: () => ok(Buffer.from(text)),
  });

  it('keys are sealed on disk and open with it alone', () => {
    const folder = join(temporaryDirectory(), 'county-keys');
    const vault = fileVault(options(folder, passphrase('correct horse')));
    made(vault.takeIn('990101', material));
    const owner = { county: '990101', publicKey };
    expect(readFileSync(vault.where(owner), 'utf8')).not.toContain(material.privateKey);
    expect(made(vault.open(owner)).handleKey).toBe(material.handleKey);
    const wrong = fileVault(options(folder, passphrase('battery staple'))).open(owner);
    expect(wrong.ok ? '' : wrong.error.message).toMatch(/does not open with this passphrase; name the right/);
    const none = fileVault(options(folder)).open(owner);
    expect(none.ok ? '' : none.error.message).toMatch(
      /is under a passphrase; name the file .* --passphrase-file/,
    );
  });
});

describe.runIf(process.geteuid?.() === 0)('root, working for another account', () => {
  it('leaves the key to that account', () => {
    const folder = join(temporaryDirectory(), 'county-keys');
    const vault = fileVault(options(folder, { owner: { uid: 65_534, gid: 65_534 } }));
    const path = vault.where(ownerOf(made(vault.make('990101'))));
    expect([folder, path].map((name) => statSync(name).uid)).toEqual([65_534, 65_534]);
  });
});

describe('a key that the service manager laid down', () => {
  it('is used when it fits, whatever its mode; other keys come from the folder behind', () => {
    const directory = temporaryDirectory();
    const away = fileVault(options(join(directory, 'away')));
    made(away.takeIn('990101', material));
    const laidDown = join(directory, 'songbai-county-key');
    copyFileSync(away.where({ county: '990101', publicKey }), laidDown);
    chmodSync(laidDown, 0o440);
    const behind = fileVault(options(join(directory, 'county-keys')));
    const vault = credentialVault(laidDown, behind, options(directory));
    expect(made(vault.open({ county: '990101', publicKey })).handleKey).toBe(material.handleKey);
    expect(vault.open({ county: '990202', publicKey })).toMatchObject({ ok: false });
    const other = made(vault.make('990101'));
    expect(made(vault.open(ownerOf(other))).handleKey).toBe(other.handleKey);
    expect(statSync(laidDown).mode & 0o777).toBe(0o440);
  });
});
