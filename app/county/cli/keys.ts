import { existsSync } from 'node:fs';
import type { Result } from '../../../shared/result/result.ts';
import { systemRandom } from '../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { fileVaultOptions } from '../keys/choose.ts';
import { clearDrafts, writeDurably } from '../keys/durable.ts';
import type { FileVaultOptions } from '../keys/file-vault.ts';
import { fileVault, keyPath, readKeyFile, unlock } from '../keys/file-vault.ts';
import { formatKeyFile, isSealed } from '../keys/key-file.ts';
import { readPassphrase } from '../keys/passphrase.ts';
import { LEAST_PASSPHRASE } from '../keys/sealed.ts';
import type { KeyOwner, VaultProblem } from '../keys/vault.ts';
import { keyId } from '../keys/vault.ts';
import { parseDatabaseAddress } from '../store/dialect.ts';
import type { Command, Terminal } from './command.ts';
import { badArguments, CommandError, parseOptions, required, withStore, words } from './command.ts';

const SHOW = '"keys show --db …"';
const SEAL = '"keys seal --new-passphrase-file FILE --db …"';
const COPY = '"keys copy FILE --new-passphrase-file FILE --db …"';

/** The file with the county's keys: where it is, putting it under a passphrase, a safety copy of it. */
export const keysCommand: Command = async ([verb, ...args], terminal) => {
  if (verb === 'show') return await show(args, terminal);
  if (verb === 'seal') return await write(args, 'seal', terminal);
  if (verb === 'copy') return await write(args, 'copy', terminal);
  const what = verb === undefined ? 'show, seal or copy is missing' : `there is no "${verb}"`;
  throw badArguments(`${what}; write ${SHOW}, ${SEAL} or ${COPY}`);
};

async function show(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, SHOW);
  words(positionals, 0, SHOW);
  const { owner, options } = await keysOfDatabase(required(values.db, '--db', SHOW), terminal);
  const path = keyPath(options, owner);
  const file = granted(readKeyFile(options, path));
  const sealed = file !== undefined && isSealed(file);
  const passphrase = options.passphrase();
  // One that nothing was given for is shown as it lies there; any other has to open.
  if (!sealed || !passphrase.ok || passphrase.value !== undefined) granted(fileVault(options).open(owner));
  const how = sealed ? 'under a passphrase' : 'plain';
  terminal.out(`key ${keyId(nodeCrypto, owner.publicKey)} of county ${owner.county}: ${path}, ${how}`);
  return 0;
}

async function write(args: readonly string[], verb: 'seal' | 'copy', terminal: Terminal): Promise<number> {
  const usage = verb === 'seal' ? SEAL : COPY;
  const { values, positionals } = parseOptions(
    args,
    { db: { type: 'string' }, 'new-passphrase-file': { type: 'string' } },
    usage,
  );
  const [target] = words(positionals, verb === 'seal' ? 0 : 1, usage);
  const db = required(values.db, '--db', usage);
  const passphrase = newPassphrase(
    required(values['new-passphrase-file'], '--new-passphrase-file', usage),
    terminal,
  );
  if (target !== undefined && existsSync(target))
    throw new CommandError(1, `${target} exists already; choose another file`);
  const { owner, options } = await keysOfDatabase(db, terminal);
  const path = keyPath(options, owner);
  granted(fileVault(options).open(owner));
  const file = granted(readKeyFile(options, path));
  if (file === undefined) throw new CommandError(1, `${path} has just gone`);
  const material = granted(unlock(options, path, file));
  const text = formatKeyFile(options, owner.county, material, passphrase);
  const written = writeDurably(options, target ?? path, text);
  if (!written.ok) throw new CommandError(1, written.error);
  if (target === undefined) clearDrafts(path);
  terminal.out(
    target === undefined
      ? `${path} is under the passphrase now`
      : `${target} is ${path} under the passphrase`,
  );
  return 0;
}

function newPassphrase(file: string, terminal: Terminal): Buffer {
  const passphrase = readPassphrase(file, reportOn(terminal));
  if (!passphrase.ok) throw badArguments(`--new-passphrase-file: ${passphrase.error}`);
  if (passphrase.value.length < LEAST_PASSPHRASE)
    throw badArguments(
      `--new-passphrase-file ${file}: ${passphrase.value.length} bytes can be guessed; take ${LEAST_PASSPHRASE} or more`,
    );
  return passphrase.value;
}

async function keysOfDatabase(
  db: string,
  terminal: Terminal,
): Promise<{ readonly owner: KeyOwner; readonly options: FileVaultOptions }> {
  const address = parseDatabaseAddress(db);
  if (!address.ok) throw badArguments(address.error);
  const owner = await withStore(db, async ({ county }) => ({
    county: county.code,
    publicKey: county.signer.publicKey,
  }));
  const means = { crypto: nodeCrypto, random: systemRandom, report: reportOn(terminal) };
  return { owner, options: fileVaultOptions(address.value, means) };
}

function reportOn(terminal: Terminal): (line: string) => void {
  return (line) => terminal.error(`county keys: ${line}`);
}

function granted<T>(result: Result<T, VaultProblem>): T {
  if (!result.ok) throw new CommandError(1, result.error.message);
  return result.value;
}
