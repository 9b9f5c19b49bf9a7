import * as z from 'zod';
import { signedRecordSchema } from '../records/kinds.ts';
import { PERSON_STATUSES } from '../records/refusal.ts';
import { plainText } from './text.ts';

/** Bodies of the county protocol, `/terminal/v1/...`. Both ends parse with these. */
export const PROTOCOL_BASE = '/terminal/v1';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** A public key or a shared one, base64. */
const key = z.string().regex(/^[A-Za-z0-9+/=_-]{1,200}$/);

/** The last row of an audit chain: told to the other side, so that a chain cut off or made anew shows there. */
const auditHeadSchema = z.strictObject({ sequence: z.int().min(0), hash });

/**
 * The highest certificate number that the county holds of this terminal for each day from the day before
 * the terminal's `now` on: below them nothing may be given out again, whatever the terminal's store lost.
 */
const highestCertificatesSchema = z.array(z.string().regex(/^\d{16}$/)).max(40);

/**
 * POST /enrol. The one-time code (12 letters and digits in fours) never travels: `lookup` finds it,
 * `proof` = HMAC(code key, public key) shows that the terminal holds it, and the answer's `proof` =
 * HMAC(code key, county key + terminal key) shows that the county does. See `enrolment.ts`.
 */
export const enrolRequestSchema = z.strictObject({
  lookup: hash,
  publicKey: key.min(40).max(60),
  proof: hash,
  terminalName: plainText(60).min(1),
  software: plainText(60),
});
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

/** What a terminal needs to know of its county; sent at enrolment and by `changes`. */
export const countyProfileSchema = z.object({
  /** 6 digits. */
  code: z.string().regex(/^\d{6}$/),
  name: plainText(60),
  /** Policy pack in force, e.g. `national-2014`. */
  policyPack: plainText(60),
  /** The certification rule that the pack says today, so that a terminal need not hold every pack. */
  certification: z.object({
    periodMonths: z.int().min(1).max(36),
    /** `from-current-month`: the month of certifying counts as the first. */
    convention: z.enum(['from-current-month', 'from-next-month']),
    /** Months before expiry (the current one counted) in which a new certification is due. */
    renewalWindowMonths: z.int().min(0).max(12),
  }),
  /** Counter that people are sent to. */
  counter: plainText(20),
  /** Where else it can be done when this machine cannot. */
  nearest: plainText(120),
});
export type CountyProfile = z.infer<typeof countyProfileSchema>;

export const enrolAnswerSchema = z.object({
  terminal: plainText(64),
  /** 1 … 9999, never given twice: the middle of every certificate number of this terminal. */
  terminalNumber: z.int().min(1).max(9999),
  countyKey: key,
  proof: hash,
  /** HMAC key, base64, that turns an ID number into a person's handle. */
  handleKey: key,
  profile: countyProfileSchema,
  highestCertificates: highestCertificatesSchema.optional(),
  /** County time, ms since the epoch. */
  now: z.int(),
});
export type EnrolAnswer = z.infer<typeof enrolAnswerSchema>;

/** POST /records */
export const recordsRequestSchema = z.strictObject({ records: z.array(z.unknown()).min(1).max(100) });
/** Strict form, used where a record is known to be well-formed. */
export const typedRecordsRequestSchema = z.strictObject({
  records: z.array(signedRecordSchema).min(1).max(100),
});

/** One per record, in the order of the request. */
export const recordAnswerSchema = z.object({
  epoch: plainText(64),
  sequence: z.int(),
  /** Hash of the record that is answered; the terminal acts only when it is its own. */
  hash: plainText(64),
  outcome: z.discriminatedUnion('kind', [
    /** Stored now or earlier; what it says beside is its kind's own (`records/`). */
    z.looseObject({ kind: z.literal('recorded') }),
    /** Another record with the same key is stored already: alarm on both sides. */
    z.object({ kind: z.literal('conflict') }),
    /** Never acceptable as it is; the terminal parks it and goes on. */
    z.object({ kind: z.literal('rejected'), detail: plainText(200) }),
  ]),
});
export type RecordAnswer = z.infer<typeof recordAnswerSchema>;

export const recordsAnswerSchema = z.object({ answers: z.array(recordAnswerSchema).max(100), now: z.int() });
export type RecordsAnswer = z.infer<typeof recordsAnswerSchema>;

/** GET /persons/{handle}: what the kiosk may show, and nothing that names the person. */
export const personAnswerSchema = z.object({
  person: z.object({ status: z.enum(PERSON_STATUSES), certifiedThrough: month.nullable() }).nullable(),
  now: z.int(),
});
export type PersonAnswer = z.infer<typeof personAnswerSchema>;

/** Code units; longer ones were never given out. */
export const LONGEST_CURSOR = 64;

/** GET /changes?since= */
export const changesAnswerSchema = z.object({
  /** Pass as `since` next time. */
  cursor: plainText(LONGEST_CURSOR),
  /** Present when it changed since the cursor. */
  profile: countyProfileSchema.optional(),
  now: z.int(),
});
export type ChangesAnswer = z.infer<typeof changesAnswerSchema>;

/** POST /heartbeat */
export const heartbeatRequestSchema = z.strictObject({
  epoch: z.string().regex(/^[0-9a-f]{16}$/),
  /** Last sequence given out, 0 if none. */
  sequence: z.int().min(0),
  queued: z.int().min(0),
  parked: z.int().min(0),
  /** Terminal's wall clock, ms. */
  now: z.int(),
  software: plainText(60),
  devices: z.array(z.strictObject({ device: plainText(40), status: plainText(80) })).max(20),
  /** Head of the terminal's own audit chain. */
  audit: auditHeadSchema.optional(),
  /** Head of the county's audit chain as this terminal last heard it. */
  countyAudit: auditHeadSchema.optional(),
});
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>;

export const heartbeatAnswerSchema = z.object({
  /** Highest sequence that the county holds for this terminal and epoch; above the terminal's own means that the store was rolled back. */
  highestSequence: z.int().min(0),
  highestCertificates: highestCertificatesSchema.optional(),
  /** Head of the county's audit chain. */
  audit: auditHeadSchema.optional(),
  now: z.int(),
});
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>;

/** Body of every 4xx and 5xx. */
export const problemSchema = z.object({
  error: z.enum([
    'unknown-terminal',
    'revoked',
    'bad-signature',
    'stale',
    'bad-code',
    'malformed',
    'too-large',
    'busy',
    'internal',
  ]),
  detail: plainText(500),
});
export type Problem = z.infer<typeof problemSchema>;
