import { command } from '../../cli/command.ts';
import { DB, withStore } from './command.ts';

/** DER head of an Ed25519 SubjectPublicKeyInfo (RFC 8410); the raw key follows it. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Prints the key that verifies the county's papers and answers, as PEM. */
export const publicKey = command({
  effect: 'reads',
  args: {},
  options: { db: DB },
  examples: ['--db sqlite:county.db'],
  more: 'PEM, for whoever checks a printed QR code or an answer of the county.',
  async run({ db }, { out }) {
    const raw = await withStore(db, async ({ county }) => county.signer.publicKey);
    const der = Buffer.concat([SPKI_HEAD, Buffer.from(raw, 'base64')]).toString('base64');
    out(`-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----`);
    return 0;
  },
});
