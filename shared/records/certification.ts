import * as z from 'zod';
import { plainText } from '../protocol/text.ts';
import type { RecordKind } from './kind.ts';
import { recordMonth, recordNumber } from './number.ts';
import { PERSON_REFUSALS } from './refusal.ts';

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
  /** Given by the terminal; the same on screen, paper and export. */
  certificateNo: recordNumber,
  idNumber: plainText(18).min(1),
  /** The number of 2017 that a foreigner's card of 2023 names: the county may know the person by it. */
  formerNumber: plainText(18).min(1).optional(),
  /** As on the card; empty when the number was typed. */
  name: plainText(60),
  /** How the number came in. */
  source: z.enum(['id-card', 'social-card', 'typed']),
  method: z.enum(['face', 'witness', 'visit', 'counter']),
  /** The terminal's own reckoning under its policy pack; the county decides. */
  validThrough: recordMonth,
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

/** Why a certification was refused. */
const REFUSAL_REASONS = [
  ...PERSON_REFUSALS,
  'demo-refused',
  /** The record says what no honest machine can have seen, e.g. a witness who is the person. */
  'evidence-contradicts',
] as const;

/** Why a certification waits for an officer, beside the way that it was made in. */
const WAITING_REASONS = [
  /** The number was typed: nobody's card was seen. */
  'no-card',
  /** The card's name is not the one on the roster. */
  'name-differs',
  'no-liveness',
  'liveness-doubtful',
  'no-consent',
  /** It lies before the person's birth or before the terminal was enrolled. */
  'time-doubtful',
  'witness-number-wrong',
  'witness-deceased',
  'witness-name-differs',
  /** Nobody here has the witness's number, which is common: relatives live elsewhere. */
  'witness-unknown',
  /** Asked for a visit, and there is no number to call. */
  'no-phone',
] as const;

const DECISION_REASONS = [...REFUSAL_REASONS, ...WAITING_REASONS] as const;
export type DecisionReason = (typeof DECISION_REASONS)[number];
export type WaitingReason = (typeof WAITING_REASONS)[number];

/** The county's decision on a certification that it stores, now or earlier. */
export const certificationAnswerSchema = z.object({
  kind: z.literal('recorded'),
  certificateNo: plainText(32),
  decision: z.enum(['accepted', 'submitted', 'refused']),
  /** One that this release does not know yet is none: the decision stands, and uploads go on. */
  reason: z.enum(DECISION_REASONS).nullable().catch(null),
  validThrough: recordMonth.nullable(),
  /** Certifying a suspended person proposes that payment resumes. */
  resumptionProposed: z.boolean(),
  receivedAt: z.int(),
  /** The terminal's clock was off by more than 5 min, or the record says so itself. */
  clockSkewed: z.boolean(),
});
export type CertificationAnswer = z.infer<typeof certificationAnswerSchema>;

export const certificationKind = {
  kind: 'certification',
  body: certificationSchema,
  answer: certificationAnswerSchema,
  numberField: 'certificateNo',
  idNumber: (body) => body.idNumber,
} satisfies RecordKind<Certification, CertificationAnswer>;
