import * as z from 'zod';
import { signedBytes } from './canonical.ts';
import type { CryptoProvider, Signer } from './crypto.ts';
import { plainText } from './text.ts';

/**
 * Records travel from the terminal to the county: at least once, in any order, deduplicated by
 * (terminal, epoch, sequence). The county's answer to a repeated record is its first answer.
 */
export const RECORD_DOMAIN = 'songbai.record.v1';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** The last day that is written with four digits of a year, in China Standard Time. */
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999+08:00');

export const livenessEvidenceSchema = z.strictObject({
  engine: z.enum(['scripted', 'mediapipe']),
  /** The acts asked for, in order. */
  challenge: z.array(z.enum(['blink', 'mouth', 'turn-left', 'turn-right'])).length(2),
  /** 1-based number of the attempt that passed. */
  attempt: z.int().min(1).max(20),
  durationMs: z.int().min(0),
});
export type LivenessEvidence = z.infer<typeof livenessEvidenceSchema>;

/** 资格认证 as the terminal saw it. Full personal data: this leaves the machine only signed, to the county. */
export const certificationSchema = z.strictObject({
  kind: z.literal('certification'),
  /** 16 digits, given by the terminal; the same on screen, paper and export. */
  certificateNo: z.string().regex(/^\d{16}$/),
  idNumber: plainText(18).min(1),
  /** The number of 2017 that a foreigner's card of 2023 names: the county may know the person by it. */
  formerNumber: plainText(18).min(1).optional(),
  /** As on the card; empty when the number was typed. */
  name: plainText(60),
  /** How the number came in. */
  source: z.enum(['id-card', 'social-card', 'typed']),
  method: z.enum(['face', 'witness', 'visit', 'counter']),
  /** The terminal's own reckoning under its policy pack; the county decides. */
  validThrough: month,
  liveness: livenessEvidenceSchema.optional(),
  /** 见证人: the relative's card, for method `witness`. */
  witness: z.strictObject({ idNumber: plainText(18).min(1), name: plainText(60) }).optional(),
  /** For method `visit`. */
  phone: z
    .string()
    .regex(/^\d{7,12}$/)
    .optional(),
  /** Version of the consent text that was agreed to; absent when the face was not used. */
  consent: plainText(40).optional(),
});
export type Certification = z.infer<typeof certificationSchema>;

export const recordSchema = z.strictObject({
  /** Terminal id, given at enrolment. */
  terminal: plainText(64).min(1),
  /** Which life of the terminal's store: a new one (or one restored from old) has another epoch. */
  epoch: z.string().regex(/^[0-9a-f]{16}$/),
  /** 1, 2, 3 … within the epoch. */
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
  body: certificationSchema,
});
export type TerminalRecord = z.infer<typeof recordSchema>;

export const signedRecordSchema = z.strictObject({
  record: recordSchema,
  hash,
  signature: plainText(200),
});
export type SignedRecord = z.infer<typeof signedRecordSchema>;

export const GENESIS = '0'.repeat(64);

/** SHA-256, hex, over the domain-separated canonical bytes. */
export function recordHash(crypto: CryptoProvider, record: TerminalRecord): string {
  return crypto.sha256(signedBytes(RECORD_DOMAIN, record));
}

export function signRecord(crypto: CryptoProvider, signer: Signer, record: TerminalRecord): SignedRecord {
  const bytes = signedBytes(RECORD_DOMAIN, record);
  return { record, hash: crypto.sha256(bytes), signature: signer.sign(bytes) };
}

/** Hash and signature both hold for `publicKey`. */
export function verifyRecord(crypto: CryptoProvider, publicKey: string, signed: SignedRecord): boolean {
  return (
    recordHash(crypto, signed.record) === signed.hash &&
    crypto.verify(publicKey, signedBytes(RECORD_DOMAIN, signed.record), signed.signature)
  );
}
