import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto';
import { z } from 'zod';
import type { Random } from '../../../shared/clock/clock.ts';

/** What a passphrase has to be worth: somebody who holds the file can try as many as they like. */
export const LEAST_PASSPHRASE = 12;

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const BLOCK_SIZE = 8;

/** scrypt with 128 MiB and some 0.4 s for every guess. */
const COST = 2 ** 17;
/** What a file may ask of us: 1 GiB at most. */
const COSTS = [2 ** 14, 2 ** 15, 2 ** 16, COST, 2 ** 18, 2 ** 19, 2 ** 20];

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

/** scrypt (RFC 7914) over the passphrase, AES-256-GCM over the text; everything base64. */
export const sealedSchema = z.strictObject({
  cost: z.number().refine((cost) => COSTS.includes(cost)),
  salt: base64,
  nonce: base64,
  text: base64,
});

export type Sealed = z.infer<typeof sealedSchema>;

/** `label` is not hidden, but belongs to the text: under another one it does not open. */
export function seal(
  random: Random,
  passphrase: Buffer,
  label: string,
  text: string,
  cost: number = COST,
): Sealed {
  const salt = random.bytes(SALT_BYTES);
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', stretch(passphrase, salt, cost), nonce);
  cipher.setAAD(Buffer.from(label));
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { cost, salt: encode(salt), nonce: encode(nonce), text: encode(hidden) };
}

/** `undefined` for another passphrase, another label, or a file that was altered: nobody can tell which. */
export function unseal(passphrase: Buffer, label: string, sealed: Sealed): string | undefined {
  const hidden = Buffer.from(sealed.text, 'base64');
  const nonce = Buffer.from(sealed.nonce, 'base64');
  if (nonce.length !== NONCE_BYTES || hidden.length < TAG_BYTES) return undefined;
  const key = stretch(passphrase, Buffer.from(sealed.salt, 'base64'), sealed.cost);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(label));
  decipher.setAuthTag(hidden.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(hidden.subarray(0, -TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

function stretch(passphrase: Buffer, salt: Uint8Array, cost: number): Buffer {
  // What scrypt takes is 128 × cost × block size, and a little.
  const maxmem = 128 * BLOCK_SIZE * (cost + 16);
  return scryptSync(passphrase, salt, KEY_BYTES, { N: cost, r: BLOCK_SIZE, p: 1, maxmem });
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
