import type * as z from 'zod';
import { certificationKind } from './certification.ts';
import { recordSchemaOf, signedRecordSchemaOf } from './envelope.ts';

/** 业务记录种类登记: one line for each kind that terminal and county know. */
export const KINDS = {
  certification: certificationKind,
} as const;

export type KindName = keyof typeof KINDS;
/** What a record of kind `K` says. */
export type BodyOf<K extends KindName> = z.infer<(typeof KINDS)[K]['body']>;
/** What the county answers to it, once it is stored. */
export type AnswerOf<K extends KindName> = z.infer<(typeof KINDS)[K]['answer']>;

export const recordSchema = recordSchemaOf<BodyOf<KindName>>(KINDS);
export type TerminalRecord = z.infer<typeof recordSchema>;

export const signedRecordSchema = signedRecordSchemaOf<BodyOf<KindName>>(KINDS);
export type SignedRecord = z.infer<typeof signedRecordSchema>;
