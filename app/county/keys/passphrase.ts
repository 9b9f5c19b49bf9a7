import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { keepPrivate } from '../../../shared/store/private.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names a file with the passphrase; `--passphrase-file` says the same. */
export const PASSPHRASE_FILE = 'SONGBAI_PASSPHRASE_FILE';

/** Name of the credential (systemd's `LoadCredentialEncrypted=`) that is the passphrase. */
const CREDENTIAL = 'songbai-passphrase';

const MOST_BYTES = 1024;

/** A file that systemd laid down for this service alone. Its modes are systemd's affair. */
export function credential(env: Environment, name: string): string | undefined {
  const folder = env['CREDENTIALS_DIRECTORY'];
  const file = folder === undefined || folder === '' ? undefined : join(folder, name);
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** The passphrase that this process was given, if any; never from the command line, which everyone can list. */
export function givenPassphrase(
  env: Environment,
  report: (line: string) => void,
): Result<Buffer | undefined, string> {
  const named = env[PASSPHRASE_FILE];
  if (named !== undefined && named !== '') return readPassphrase(named, report);
  const file = credential(env, CREDENTIAL);
  return file === undefined ? ok(undefined) : readContent(file);
}

/** The first line of a file that is closed to others. */
export function readPassphrase(file: string, report: (line: string) => void): Result<Buffer, string> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return err(`${file} is not there; name a file that holds the passphrase`);
  // A pipe that a password manager writes to has no mode to speak of.
  const kept = found.isFile() ? keepPrivate([file]) : ok(undefined);
  if (!kept.ok) return kept;
  if (kept.value !== undefined) report(kept.value);
  return readContent(file);
}

function readContent(file: string): Result<Buffer, string> {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf('\n');
    const line = end === -1 ? bytes : bytes.subarray(0, bytes[end - 1] === 0x0d ? end - 1 : end);
    if (line.length === 0 || line.length > MOST_BYTES)
      return err(`the first line of ${file} is no passphrase: it has ${line.length} bytes`);
    return ok(line);
  } catch {
    return err(`${file} cannot be read; name a file that holds the passphrase`);
  }
}
