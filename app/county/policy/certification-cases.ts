import * as z from 'zod';
import type { Month } from '../../../shared/dates/month.ts';
import { isMonth } from '../../../shared/dates/month.ts';
import { formatYuan, parseYuan } from '../../../shared/money/fen.ts';
import { suspendFrom, validThrough } from '../../../shared/pension/certification.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import { DEFAULT_PACK } from '../../../shared/pension/policy-book.ts';
import { PARAMETERS } from '../../../shared/pension/policy-pack.ts';
import { certificationRule, resumptionRule } from '../../../shared/pension/policy-rules.ts';
import type { RateMissing } from '../../../shared/pension/resumption.ts';
import { resume, resumeAfterDeath, resumeAfterPrison } from '../../../shared/pension/resumption.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Adapter, Adapters } from './golden.ts';

/** `certification.json` put to the engine. What a case leaves open comes from its `ruleset`'s pack. */
const month = z.custom<Month>((value) => typeof value === 'string' && isMonth(value), 'is not YYYY-MM');

const yuan = z.union([z.string(), z.number()]).transform((value, context) => {
  const fen = parseYuan(String(value));
  if (fen !== undefined) return fen;
  context.addIssue('is not yuan with at most two decimals');
  return z.NEVER;
});

const rates = z.array(z.tuple([month, yuan])).transform((rows) => rows.map(([from, fen]) => ({ from, fen })));

const ruleset = z.string().default(DEFAULT_PACK);

/** An adapter whose inputs have a shape; inputs that no one here knows are let pass. */
function adapter<S extends z.ZodType>(
  shape: S,
  work: (inputs: z.infer<S>, book: PolicyBook) => Result<Readonly<Record<string, unknown>>, string>,
): Adapter {
  return (inputs, book) => {
    const parsed = shape.safeParse(inputs);
    if (parsed.success) return work(parsed.data, book);
    const issue = parsed.error.issues[0];
    return err(`input ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'cannot be read'}`);
  };
}

/** The day whose rule counts: the month's first, or the pack's first where the case lies before it. */
function ruleDay(book: PolicyBook, pack: string, in_: Month): string {
  const day = `${in_}-01`;
  const first = book.packs.get(pack)?.effective.from ?? day;
  return day < first ? first : day;
}

const noRule = (pack: string): string => `the pack "${pack}" says nothing on this`;
const noRate = ({ month }: RateMissing): string => `no rate is given for ${month}`;

const certDue = adapter(
  z.object({
    lastMonth: month,
    convention: PARAMETERS['certification.convention'].optional(),
    periodMonths: PARAMETERS['certification.periodMonths'].optional(),
    ruleset,
  }),
  ({ lastMonth, ruleset, convention, periodMonths }, book) => {
    const day = ruleDay(book, ruleset, lastMonth);
    const stated = certificationRule(book, ruleset, day);
    const after = resumptionRule(book, ruleset, day);
    if (!stated.ok || !after.ok) return err(noRule(ruleset));
    const rule = {
      ...stated.value,
      convention: convention ?? stated.value.convention,
      periodMonths: periodMonths ?? stated.value.periodMonths,
    };
    return ok({
      validThrough: validThrough(rule, lastMonth),
      suspendFrom: suspendFrom(rule, lastMonth, after.value.graceMonths),
    });
  },
);

const resumed = adapter(
  z.object({ suspendFrom: month, certMonth: month, rates, ruleset }),
  (inputs, book) => {
    const rule = resumptionRule(book, inputs.ruleset, ruleDay(book, inputs.ruleset, inputs.certMonth));
    if (!rule.ok) return err(noRule(inputs.ruleset));
    const paid = resume(inputs.suspendFrom, inputs.certMonth, inputs.rates, rule.value.backPay);
    return paid.ok
      ? ok({ months: paid.value.months, backpay: formatYuan(paid.value.fen) })
      : err(noRate(paid.error));
  },
);

const died = adapter(z.object({ suspendFrom: month, diedMonth: month, rates, ruleset }), (inputs, book) => {
  const rule = resumptionRule(book, inputs.ruleset, ruleDay(book, inputs.ruleset, inputs.diedMonth));
  if (!rule.ok) return err(noRule(inputs.ruleset));
  const paid = resumeAfterDeath(inputs.suspendFrom, inputs.diedMonth, inputs.rates, rule.value.deathMonth);
  return paid.ok
    ? ok({ months: paid.value.months, payable: formatYuan(paid.value.fen) })
    : err(noRate(paid.error));
});

const served = adapter(
  z.object({ from: month, to: month, rates: rates.default([]), ruleset }),
  (inputs, book) => {
    const rule = resumptionRule(book, inputs.ruleset, ruleDay(book, inputs.ruleset, inputs.to));
    if (!rule.ok) return err(noRule(inputs.ruleset));
    const paid = resumeAfterPrison(inputs.from, inputs.to, inputs.rates, rule.value.prisonBackPay);
    return paid.ok
      ? ok({ resumeMonth: paid.value.resumeMonth, backpay: formatYuan(paid.value.fen) })
      : err(noRate(paid.error));
  },
);

export const certificationCases: Adapters = {
  certDue,
  resume: resumed,
  resumeDeath: died,
  prison: served,
};
