import * as z from 'zod';
import { signedBytes } from '../protocol/canonical.ts';
import type { CryptoProvider, Signer } from '../protocol/crypto.ts';
import { plainText } from '../protocol/text.ts';
import type { RecordBody, RecordKinds } from './kind.ts';

/**
 * Records of every kind travel from the terminal to the county in this envelope: at least once, in any order,
 * deduplicated by (terminal, epoch, sequence), each chained to the one before it. The county's answer to a
 * repeated record is its first answer.
 */
const RECORD_DOMAIN = 'songbai.record.v1';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** The last day that is written with four digits of a year, in China Standard Time. */
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999+08:00');

const envelope = {
  /** Terminal id, given at enrolment. */
  terminal: plainText(64).min(1),
  /** Which life of the terminal's store: a new one (or one restored from old) has another epoch. */
  epoch: z.string().regex(/^[0-9a-f]{16}$/),
  /** 1, 2, 3 … within the epoch, over all kinds. */
  sequence: z.int().min(1),
  /** Hash of the record before it in the epoch; 64 zeros for the first. */
  previous: hash,
  /** Wall clock of the terminal, ms since the epoch. */
  occurredAt: z.int().min(0).max(LAST_INSTANT),
  clock: z.strictObject({
    quality: z.enum(['trusted', 'untrusted']),
    /** County time minus terminal time, ms, if ever learned. */
    offsetMs: z.int().nullable(),
  }),
  /** Any part was simulated. */
  demo: z.boolean(),
};

/** A record whose body is any of `kinds`. `Body`: what they are together. */
export function recordSchemaOf<Body extends RecordBody>(kinds: RecordKinds) {
  const [first, ...rest] = Object.values(kinds).map(({ body }) => body as unknown as z.ZodType<Body>);
  if (first === undefined) throw new Error('a record is of some kind');
  return z.strictObject({ ...envelope, body: rest.length === 0 ? first : z.union([first, ...rest]) });
}

/** The same with its hash and its terminal's signature. */
export function signedRecordSchemaOf<Body extends RecordBody>(kinds: RecordKinds) {
  return z.strictObject({ record: recordSchemaOf<Body>(kinds), hash, signature: plainText(200) });
}

/** What every record has, whatever its kind says. */
export type Envelope<Body extends RecordBody = RecordBody> = z.infer<ReturnType<typeof recordSchemaOf<Body>>>;
export interface Signed<Body extends RecordBody = RecordBody> {
  readonly record: Envelope<Body>;
  readonly hash: string;
  readonly signature: string;
}

/** The name of a terminal alone, for whoever looks into a record before it is known to be one. */
export const terminalName = envelope.terminal;
export const occurredAtSchema = envelope.occurredAt;
export const recordHashSchema = hash;

export const GENESIS = '0'.repeat(64);

/** SHA-256, hex, over the domain-separated canonical bytes. */
export function recordHash(crypto: CryptoProvider, record: Envelope): string {
  return crypto.sha256(signedBytes(RECORD_DOMAIN, record));
}

export function signRecord<Body extends RecordBody>(
  crypto: CryptoProvider,
  signer: Signer,
  record: Envelope<Body>,
): Signed<Body> {
  const bytes = signedBytes(RECORD_DOMAIN, record);
  return { record, hash: crypto.sha256(bytes), signature: signer.sign(bytes) };
}

/** The bytes that were hashed and signed for the canonical text of a record. */
export function recordBytes(text: string): Uint8Array {
  return new TextEncoder().encode(`${RECORD_DOMAIN}\0${text}`);
}

/** Whether `text` is the canonical text that a record's hash was made over, byte for byte. */
export function isRecordText(crypto: CryptoProvider, text: string, hash: string): boolean {
  return crypto.sha256(recordBytes(text)) === hash;
}

/** Hash and signature both hold for `publicKey`. */
export function verifyRecord(crypto: CryptoProvider, publicKey: string, signed: Signed): boolean {
  return (
    recordHash(crypto, signed.record) === signed.hash &&
    crypto.verify(publicKey, signedBytes(RECORD_DOMAIN, signed.record), signed.signature)
  );
}
