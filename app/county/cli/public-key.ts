import type { Command } from './command.ts';
import { parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"public-key --db …"';

/** DER head of an Ed25519 SubjectPublicKeyInfo (RFC 8410); the raw key follows it. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Prints the key that verifies the county's papers and answers, as PEM. */
export const publicKey: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, USAGE);
  words(positionals, 0, USAGE);
  const raw = await withStore(
    required(values.db, '--db', USAGE),
    async ({ county }) => county.signer.publicKey,
  );
  const der = Buffer.concat([SPKI_HEAD, Buffer.from(raw, 'base64')]).toString('base64');
  terminal.out(`-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----`);
  return 0;
};
