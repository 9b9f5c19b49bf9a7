import { existsSync } from 'node:fs';
import type { Result } from '../../../shared/result/result.ts';
import { systemRandom } from '../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import type { Group, Output } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { badArguments, failed } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { FILE } from '../../cli/values.ts';
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
import { DB, withStore } from './command.ts';

const NEW_PASSPHRASE = required(FILE, `holds the new passphrase, ${LEAST_PASSPHRASE} bytes or more`);

const show = command({
  effect: 'reads',
  args: {},
  options: { db: DB },
  examples: ['--db sqlite:county.db'],
  async run({ db }, output) {
    const { owner, options } = await keysOfDatabase(db, output);
    const path = keyPath(options, owner);
    const file = granted(readKeyFile(options, path));
    const sealed = file !== undefined && isSealed(file);
    const passphrase = options.passphrase();
    // One that nothing was given for is shown as it lies there; any other has to open.
    if (!sealed || !passphrase.ok || passphrase.value !== undefined) granted(fileVault(options).open(owner));
    const how = sealed ? 'under a passphrase' : 'plain';
    output.out(`key ${keyId(nodeCrypto, owner.publicKey)} of county ${owner.county}: ${path}, ${how}`);
    return 0;
  },
});

const seal = command({
  effect: 'changes',
  args: {},
  options: { newPassphraseFile: NEW_PASSPHRASE, db: DB },
  examples: ['--new-passphrase-file passphrase.txt --db sqlite:county.db'],
  async run({ newPassphraseFile, db }, output) {
    const passphrase = newPassphrase(newPassphraseFile, output);
    const path = await writeUnder(passphrase, undefined, db, output);
    output.out(`${path} is under the passphrase now`);
    return 0;
  },
});

const copy = command({
  effect: 'changes',
  args: { file: required(FILE, 'where the copy goes; must not be there yet') },
  options: { newPassphraseFile: NEW_PASSPHRASE, db: DB },
  examples: ['safe/county.key --new-passphrase-file passphrase.txt --db sqlite:county.db'],
  async run({ file, newPassphraseFile, db }, output) {
    const passphrase = newPassphrase(newPassphraseFile, output);
    if (existsSync(file)) throw failed(`${file} exists already; choose another file`);
    const path = await writeUnder(passphrase, file, db, output);
    output.out(`${file} is ${path} under the passphrase`);
    return 0;
  },
});

/** The file with the county's keys: where it is, putting it under a passphrase, a safety copy of it. */
export const keysGroup: Group = {
  verbs: {
    show: { about: 'tells where the file is, and whether a passphrase is on it', load: async () => show },
    seal: { about: 'puts the file under a passphrase, or under a new one', load: async () => seal },
    copy: { about: 'makes a safety copy of the file under a passphrase', load: async () => copy },
  },
};

/** Into `target`, or over the file itself. Returns where that is. */
async function writeUnder(
  passphrase: Buffer,
  target: string | undefined,
  db: string,
  output: Output,
): Promise<string> {
  const { owner, options } = await keysOfDatabase(db, output);
  const path = keyPath(options, owner);
  granted(fileVault(options).open(owner));
  const file = granted(readKeyFile(options, path));
  if (file === undefined) throw failed(`${path} has just gone`);
  const material = granted(unlock(options, path, file));
  const text = formatKeyFile(options, owner.county, material, passphrase);
  const written = writeDurably(options, target ?? path, text);
  if (!written.ok) throw failed(written.error);
  if (target === undefined) clearDrafts(path);
  return path;
}

function newPassphrase(file: string, output: Output): Buffer {
  const passphrase = readPassphrase(file, reportOn(output));
  if (!passphrase.ok) throw badArguments(`--new-passphrase-file: ${passphrase.error}`);
  if (passphrase.value.length < LEAST_PASSPHRASE)
    throw badArguments(
      `--new-passphrase-file ${file}: ${passphrase.value.length} bytes can be guessed; take ${LEAST_PASSPHRASE} or more`,
    );
  return passphrase.value;
}

async function keysOfDatabase(
  db: string,
  output: Output,
): Promise<{ readonly owner: KeyOwner; readonly options: FileVaultOptions }> {
  const address = parseDatabaseAddress(db);
  if (!address.ok) throw badArguments(address.error);
  const owner = await withStore(db, async ({ county }) => ({
    county: county.code,
    publicKey: county.signer.publicKey,
  }));
  const means = { crypto: nodeCrypto, random: systemRandom, report: reportOn(output) };
  return { owner, options: fileVaultOptions(address.value, means) };
}

function reportOn(output: Output): (line: string) => void {
  return (line) => output.error(`county keys: ${line}`);
}

function granted<T>(result: Result<T, VaultProblem>): T {
  if (!result.ok) throw failed(result.error.message);
  return result.value;
}
