import type * as z from 'zod';
import type { Canonical } from '../protocol/canonical.ts';

/** Every record's own part: which kind it is, and what that kind says. */
export type RecordBody = { readonly kind: string; readonly [field: string]: Canonical | undefined };

/** The county's word for a record that it stores, now or earlier. */
export type RecordedAnswer = { readonly kind: 'recorded'; readonly [field: string]: unknown };

/**
 * 业务记录种类: all that terminal and county share of one kind of record. What each of them does with it
 * stands in a registry of its own, so that a kind without its part there does not compile.
 */
export interface RecordKind<
  Body extends RecordBody = RecordBody,
  Answer extends RecordedAnswer = RecordedAnswer,
> {
  readonly kind: Body['kind'];
  readonly body: z.ZodType<Body>;
  readonly answer: z.ZodType<Answer>;
  /** 编号: the field of body, answer and audit event that holds the 16 digits which the terminal gives. */
  readonly numberField: 'certificateNo' | 'number';
  /** ID number of the person whose matter it is. */
  idNumber(body: Body): string;
}

/** Kinds by name. */
export type RecordKinds = Readonly<Record<string, RecordKind>>;

/** 编号 of a record; empty where the field is none, which no schema lets through. */
export function numberOf(kind: RecordKind, body: RecordBody | RecordedAnswer): string {
  const number = body[kind.numberField];
  return typeof number === 'string' ? number : '';
}

/** A number under the name that its kind has for it. */
export function numbered(kind: RecordKind, number: string): { readonly [field: string]: string } {
  return { [kind.numberField]: number };
}
