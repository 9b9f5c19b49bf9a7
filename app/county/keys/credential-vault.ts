import { readFileSync } from 'node:fs';
import { ok } from '../../../shared/result/result.ts';
import { unlock } from './file-vault.ts';
import type { FileVaultOptions } from './file-vault.ts';
import { keysOf, parseKeyFile } from './key-file.ts';
import type { KeyVault } from './vault.ts';

/**
 * A key file that the service manager lays down for this process alone: systemd's credential
 * `songbai-county-key`, which `LoadCredentialEncrypted=` decrypts with a key of the machine or its TPM. It
 * can only be read; keys that it does not hold are looked for in `behind`, and new ones are made there.
 */
export function credentialVault(
  file: string,
  behind: KeyVault,
  options: Pick<FileVaultOptions, 'crypto' | 'passphrase'>,
): KeyVault {
  return {
    ...behind,
    open(owner) {
      const found = parseKeyFile(readFileSync(file, 'utf8'));
      if (found?.publicKey !== owner.publicKey || found.county !== owner.county) return behind.open(owner);
      const material = unlock(options, file, found);
      return material.ok ? ok(keysOf(options.crypto, material.value)) : material;
    },
  };
}
