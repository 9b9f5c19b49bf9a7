import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { DatabaseAddress } from '../store/dialect.ts';
import { credentialVault } from './credential-vault.ts';
import type { FileVaultOptions } from './file-vault.ts';
import { fileVault } from './file-vault.ts';
import { memoryVault } from './memory-vault.ts';
import { credential, givenPassphrase } from './passphrase.ts';
import type { KeyVault } from './vault.ts';

/** Names the folder of the key files; `--keys` says the same. */
export const KEYS_FOLDER = 'SONGBAI_KEYS';

const FOLDER = 'county-keys';
/** Name of the credential that is a key file. */
const CREDENTIAL = 'songbai-county-key';

export interface VaultMeans {
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly report: (line: string) => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The vault that belongs to a database. */
export function vaultFor(address: DatabaseAddress, means: VaultMeans): KeyVault {
  if (address.engine === 'sqlite' && address.file === ':memory:')
    return memoryVault(means.crypto, means.random);
  const options = fileVaultOptions(address, means);
  const laidDown = credential(means.env ?? process.env, CREDENTIAL);
  const files = fileVault(options);
  return laidDown === undefined ? files : credentialVault(laidDown, files, options);
}

/** For the commands that deal with key files as such. */
export function fileVaultOptions(
  address: DatabaseAddress,
  { crypto, random, report, env = process.env }: VaultMeans,
): FileVaultOptions {
  const named = env[KEYS_FOLDER] ?? '';
  const owner = otherOwner(address);
  return {
    folder: named === '' ? ownFolder(address, env) : named,
    ownFolder: named === '',
    ...(owner === undefined ? {} : { owner }),
    passphrase: () => givenPassphrase(env, report),
    crypto,
    random,
    report,
  };
}

/** Root works for the account that the database belongs to, which must be able to read the key afterwards. */
function otherOwner(address: DatabaseAddress): FileVaultOptions['owner'] {
  if (address.engine !== 'sqlite' || process.geteuid?.() !== 0) return undefined;
  const found = statSync(address.file, { throwIfNoEntry: false });
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}

/** Beside an SQLite file; for PostgreSQL, whose files are elsewhere, in the account's own data folder. */
function ownFolder(address: DatabaseAddress, env: NonNullable<VaultMeans['env']>): string {
  if (address.engine === 'sqlite') return join(dirname(address.file), FOLDER);
  const data = env['XDG_DATA_HOME'] ?? '';
  return join(data === '' ? join(homedir(), '.local', 'share') : data, 'songbai', FOLDER);
}
