import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { keepPrivate } from '../../../shared/store/private.ts';
import type { FileOwner } from './durable.ts';
import { writeDurably } from './durable.ts';
import type { KeyFile } from './key-file.ts';
import { formatKeyFile, keysOf, materialIn, parseKeyFile } from './key-file.ts';
import type { KeyMaterial, KeyOwner, KeyVault, VaultProblem } from './vault.ts';
import { keyId } from './vault.ts';

export interface FileVaultOptions {
  readonly folder: string;
  /** The folder holds nothing but keys, so that it may be closed to others when it is found open. */
  readonly ownFolder: boolean;
  /** Who has to read the keys, when root writes them for another account: whose database it is. */
  readonly owner?: FileOwner;
  /** Asked when a file is sealed or written: with one, what is written is sealed. */
  readonly passphrase: () => Result<Buffer | undefined, string>;
  readonly crypto: CryptoProvider;
  readonly random: Random;
  /** One line about what was put right. */
  readonly report: (line: string) => void;
  /** Of a guess at the passphrase, for tests. */
  readonly cost?: number;
}

const HOW_TO_MEND = 'put it back from its safety copy, or name the folder that has it by --keys';

/** Keys as files `CODE-KEYID.key` in a folder of their owner's, plain or sealed. Files are added, never replaced. */
export function fileVault(options: FileVaultOptions): KeyVault {
  const { crypto } = options;
  const open = (owner: KeyOwner): Result<KeyMaterial, VaultProblem> => {
    const path = keyPath(options, owner);
    const file = readKeyFile(options, path);
    if (!file.ok) return file;
    if (file.value === undefined) return err(absent(options, owner, path));
    if (file.value.publicKey !== owner.publicKey || file.value.county !== owner.county)
      return err(other(`${path} holds the key of another county; ${HOW_TO_MEND}`));
    return unlock(options, path, file.value);
  };
  const add = (county: string, material: KeyMaterial): Result<KeyMaterial, VaultProblem> => {
    const owner = { county, publicKey: crypto.signer(material.privateKey).publicKey };
    const path = keyPath(options, owner);
    if (!existsSync(path)) {
      const passphrase = options.passphrase();
      if (!passphrase.ok) return err(unusable(passphrase.error));
      const text = formatKeyFile(options, county, material, passphrase.value, options.cost);
      const written = writeDurably(options, path, text);
      if (!written.ok) return err(unusable(`${written.error}; name another folder by --keys`));
    }
    // Read back: what cannot be opened now must not be relied on later.
    const kept = open(owner);
    if (kept.ok && kept.value.handleKey !== material.handleKey)
      return err(other(`${path} holds another handle key than the database; keep both, and ask for help`));
    return kept;
  };
  return {
    open(owner) {
      const material = open(owner);
      return material.ok ? ok(keysOf(crypto, material.value)) : material;
    },
    make(county) {
      const handleKey = Buffer.from(options.random.bytes(32)).toString('base64');
      const kept = add(county, { privateKey: crypto.generateKey().privateKey, handleKey });
      return kept.ok ? ok(keysOf(crypto, kept.value)) : kept;
    },
    takeIn(county, material) {
      const kept = add(county, material);
      return kept.ok ? ok(keysOf(crypto, kept.value)) : kept;
    },
    guard: (owner) => guard(options, keyPath(options, owner)),
    where: (owner) => keyPath(options, owner),
  };
}

export function keyPath(
  { folder, crypto }: Pick<FileVaultOptions, 'folder' | 'crypto'>,
  { county, publicKey }: KeyOwner,
): string {
  return join(folder, `${county}-${keyId(crypto, publicKey)}.key`);
}

/** `undefined` when there is none. One that others can read is closed to them first, or refused. */
export function readKeyFile(
  options: Pick<FileVaultOptions, 'ownFolder' | 'report'>,
  path: string,
): Result<KeyFile | undefined, VaultProblem> {
  const guarded = guard(options, path);
  if (!guarded.ok) return guarded;
  if (!existsSync(path)) return ok(undefined);
  try {
    const file = parseKeyFile(readFileSync(path, 'utf8'));
    return file === undefined ? err(unusable(`${path} is damaged or no key file; ${HOW_TO_MEND}`)) : ok(file);
  } catch {
    return err(unusable(`${path} cannot be read; let this account read it`));
  }
}

function guard(
  { ownFolder, report }: Pick<FileVaultOptions, 'ownFolder' | 'report'>,
  path: string,
): Result<void, VaultProblem> {
  const kept = keepPrivate(ownFolder ? [dirname(path), path] : [path]);
  if (!kept.ok) return err(unusable(kept.error));
  if (kept.value !== undefined) report(kept.value);
  return ok(undefined);
}

/** What a key file holds, in this process's hands. */
export function unlock(
  { crypto, passphrase }: Pick<FileVaultOptions, 'crypto' | 'passphrase'>,
  path: string,
  file: KeyFile,
): Result<KeyMaterial, VaultProblem> {
  const given = 'sealed' in file ? passphrase() : ok(undefined);
  if (!given.ok) return err(unusable(given.error));
  const material = materialIn(crypto, file, given.value);
  if (material.ok) return material;
  const what = {
    'needs-passphrase': `${path} is under a passphrase; name the file that holds it by --passphrase-file`,
    'wrong-passphrase': `${path} does not open with this passphrase; name the right --passphrase-file`,
    damaged: `${path} is damaged; ${HOW_TO_MEND}`,
  }[material.error];
  return err(unusable(what));
}

function absent(options: FileVaultOptions, { county }: KeyOwner, path: string): VaultProblem {
  const { folder } = options;
  const others = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.startsWith(`${county}-`) && name.endsWith('.key'))
    : [];
  const start = `${path}, the key of this county, is not there`;
  if (others.length === 0) return { kind: 'missing', message: `${start}; ${HOW_TO_MEND}` };
  return other(`${start}; ${others.join(', ')} does not fit its public key; ${HOW_TO_MEND}`);
}

function other(message: string): VaultProblem {
  return { kind: 'other', message };
}

function unusable(message: string): VaultProblem {
  return { kind: 'unusable', message };
}
