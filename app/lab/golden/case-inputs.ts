import * as z from 'zod';
import type { Month } from '../../../shared/dates/month.ts';
import { isMonth } from '../../../shared/dates/month.ts';
import { parseYuan } from '../../../shared/money/fen.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import { DEFAULT_PACK, settingOn } from '../../../shared/pension/policy-book.ts';
import type { ParameterName, ParameterValue } from '../../../shared/pension/policy-parameters.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err } from '../../../shared/result/result.ts';
import type { Adapter } from './golden.ts';

/** The shapes of inputs that worked cases share. */
export const month = z.custom<Month>(
  (value) => typeof value === 'string' && isMonth(value),
  'is not YYYY-MM',
);

/** Yuan as text or number; fen inside, never negative. */
export const yuan = z.union([z.string(), z.number()]).transform((value, context) => {
  const fen = parseYuan(String(value));
  if (fen !== undefined && fen >= 0) return fen;
  context.addIssue('is not yuan of zero or more with at most two decimals');
  return z.NEVER;
});

/** A number kept as it is written. */
export const decimal = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^-?\d{1,15}(\.\d{1,12})?$/.test(text), 'is not a decimal number');

export const positive = decimal.refine((text) => Number(text) > 0, 'is not greater than zero');

/** A whole number of zero or more; `most` keeps loops short. */
export function count(most = 10_000_000_000) {
  return z
    .union([z.string().regex(/^\d{1,12}$/, 'is not a whole number'), z.number()])
    .transform(Number)
    .refine((value) => Number.isInteger(value) && value >= 0, 'is not a whole number')
    .refine((value) => value <= most, `is greater than ${most}`);
}

/** A month of the year as `"10"`, `10` or `2012-10`. */
export const monthOfYear = z.union([z.string(), z.number()]).transform((value, context) => {
  const text = String(value);
  const number = Number(isMonth(text) ? text.slice(5) : text);
  if (Number.isInteger(number) && number >= 1 && number <= 12) return number;
  context.addIssue('is not a month 1 … 12');
  return z.NEVER;
});

export const rates = z
  .array(z.tuple([month, yuan]))
  .transform((rows) => rows.map(([from, fen]) => ({ from, fen })));

export const household = z.enum(['rural', 'urban']);

export const ruleset = z.string().default(DEFAULT_PACK);

/** Ledgers in the words of the cases: `gov` is the subsidy's. */
export const ledgers = z
  .strictObject({ personal: yuan.default(0), collective: yuan.default(0), gov: yuan.default(0) })
  .transform(({ personal, collective, gov }) => ({ personal, collective, subsidy: gov }));

export type Answer = Result<Readonly<Record<string, unknown>>, string>;

/** An adapter whose inputs have a shape; inputs that no one here knows are let pass. */
export function adapter<S extends z.ZodType>(
  shape: S,
  work: (inputs: z.infer<S>, book: PolicyBook) => Answer,
): Adapter {
  return (inputs, book) => {
    const parsed = shape.safeParse(inputs);
    if (parsed.success) return work(parsed.data, book);
    const issue = parsed.error.issues[0];
    return err(`input ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'cannot be read'}`);
  };
}

/** The day whose rule counts: the month's first, or the pack's first where the case lies before it. */
export function ruleDay(book: PolicyBook, pack: string, in_: Month): string {
  const day = `${in_}-01`;
  const first = book.packs.get(pack)?.effective.from ?? day;
  return day < first ? first : day;
}

export const noRule = (pack: string): string => `the pack "${pack}" says nothing on this`;

/** What a ruleset says on its first day; a case that names `changchun-2011` means the text of that year. */
export function rulesOf(
  book: PolicyBook,
  pack: string,
): Result<<P extends ParameterName>(parameter: P) => ParameterValue<P>, string> {
  const first = book.packs.get(pack)?.effective.from;
  if (first === undefined) return err(noRule(pack));
  return {
    ok: true,
    value: (parameter) => {
      const found = settingOn(book, pack, parameter, first);
      // A sound book has every parameter on every day of its packs.
      if (!found.ok) throw new Error(`${pack} has no ${parameter} on ${first}`);
      return found.value.value;
    },
  };
}
