import type * as z from 'zod';
import type { Canonical } from '../protocol/canonical.ts';

/** Every record's own part: which kind it is, and what that kind says. */
export type RecordBody = { readonly kind: string; readonly [field: string]: Canonical | undefined };

/** The county's word for a record that it stores, now or earlier. */
export interface RecordedAnswer {
  readonly kind: 'recorded';
}

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
  /** 编号: 16 digits, given by the terminal; the person's word for this record. */
  number(body: Body): string;
  /** The whole of a draft (all but its number) with its number. */
  numbered(draft: RecordBody, number: string): Body;
  /** The same number, as the county's answer names it. */
  answered(answer: Answer): string;
  /** ID number of the person whose matter it is. */
  idNumber(body: Body): string;
}

/** Kinds by name. */
export type RecordKinds = Readonly<Record<string, RecordKind>>;
