import * as z from 'zod';
import { formatYuan } from '../../../shared/money/fen.ts';
import { suspendFrom, validThrough } from '../../../shared/pension/certification.ts';
import { PARAMETERS } from '../../../shared/pension/policy-parameters.ts';
import { certificationRule, resumptionRule } from '../../../shared/pension/policy-rules.ts';
import type { RateMissing } from '../../../shared/pension/resumption.ts';
import { resume, resumeAfterDeath, resumeAfterPrison } from '../../../shared/pension/resumption.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { adapter, month, noRule, rates, ruleDay, ruleset } from './case-inputs.ts';
import type { Adapters } from './golden.ts';

/** `certification.json` put to the engine. What a case leaves open comes from its `ruleset`'s pack. */
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
