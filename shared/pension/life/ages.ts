import type { YearsRule } from '../rules/years.ts';
import type { RulesAt } from './rules-at.ts';

/** Completed years on `day`; both `YYYY-MM-DD`. Born on 29 February: completed on 1 March of other years. */
export function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** The month of birth as an ordinal. */
export function birthMonth(birth: string): number {
  return Number(birth.slice(0, 4)) * 12 + Number(birth.slice(5, 7)) - 1;
}

export function yearsRuleAt(rules: RulesAt, month: number): YearsRule {
  return {
    claimAge: rules.at('benefit.claimAge', month).value,
    required: rules.at('years.required', month).value,
    exactly: rules.at('backpay.exactlyRequiredToGo', month).value,
  };
}

/**
 * 领取起始月: the month after the one in which the age is reached, but not before the scheme began there
 * (R32); a late application counts from its own month where the pack says so.
 */
export function firstBenefitMonth(birth: string, application: number, rules: RulesAt): number {
  if (rules.at('benefit.lateClaim', application).value === 'from-application') return application;
  const reached = birthMonth(birth) + rules.at('benefit.claimAge', application).value * 12 + 1;
  const start = birthMonth(rules.at('scheme.start', application).value);
  return Math.max(reached, start);
}
