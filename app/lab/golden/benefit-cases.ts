import * as z from 'zod';
import { formatYuan } from '../../../shared/money/fen.ts';
import { accountPension, bonusPercent } from '../../../shared/pension/rules/account-pension.ts';
import { extraYears } from '../../../shared/pension/rules/additions.ts';
import { yearsRequired } from '../../../shared/pension/rules/years.ts';
import { ok } from '../../../shared/result/result.ts';
import type { Answer } from './case-inputs.ts';
import { adapter, count, household, rulesOf, ruleset, yuan } from './case-inputs.ts';
import { yearsRule } from './contribution-cases.ts';
import type { Adapters } from './golden.ts';

/** `benefit.json` and the bonus of `backpay.json`. */
const benefit = adapter(
  z.object({
    ruleset,
    account: yuan,
    base: yuan.optional(),
    divisor: count(600)
      .refine((months) => months > 0, 'is zero')
      .optional(),
    bonusPercent: count(100).default(0),
    addon: yuan.default(0),
  }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const divisor = inputs.divisor ?? rules.value('account.divisor');
    const base = inputs.base ?? rules.value('base.monthly');
    const pension = accountPension(inputs.account, divisor, inputs.bonusPercent).fen;
    return ok({
      accountPension: formatYuan(pension),
      base: formatYuan(base),
      total: formatYuan(base + pension + inputs.addon),
    });
  },
);

const annual = adapter(
  z.object({ monthly: yuan, months: count(1200) }),
  ({ monthly, months }): Answer => ok({ amount: formatYuan(monthly * months) }),
);

const eligibility = adapter(
  z.object({ ruleset, ageAtStart: count(150), yearsPaid: count(150), base: yuan.optional() }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const base = inputs.base ?? rules.value('base.monthly');
    const required = yearsRequired(inputs.ageAtStart, yearsRule(rules.value));
    return ok(
      inputs.yearsPaid >= required
        ? { basePayable: formatYuan(base), yearsRequired: required }
        : { basePayable: formatYuan(0), yearsRequired: required, reason: 'YEARS_SHORT' },
    );
  },
);

const yearsAddon = adapter(
  z.object({
    ruleset,
    yearsPaid: count(150),
    perExtraYear: yuan.optional(),
    threshold: count(150).optional(),
  }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const rule = rules.value('addition.extraYear');
    const addon = extraYears(inputs.yearsPaid, {
      threshold: inputs.threshold ?? rule.threshold,
      monthly: inputs.perExtraYear ?? rule.monthly,
    });
    return ok({ addon: formatYuan(addon) });
  },
);

const bonus70 = adapter(
  z.object({
    ruleset,
    age: count(150),
    household,
    backpaid: z.boolean(),
    account: yuan,
    base: yuan.optional(),
  }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const base = inputs.base ?? rules.value('base.monthly');
    const percent = bonusPercent(rules.value('bonus.bands'), rules.value('bonus.households'), inputs);
    const pension = accountPension(inputs.account, rules.value('account.divisor'), percent).fen;
    return ok({
      bonusPercent: String(percent),
      accountPension: formatYuan(pension),
      total: formatYuan(base + pension),
    });
  },
);

export const benefitCases: Adapters = { benefit, annual, eligibility, yearsAddon, bonus70 };
