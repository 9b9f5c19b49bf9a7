import type { ParameterValue } from '../policy-parameters.ts';

/** 年限基础养老金 a month: for each year paid beyond the threshold. Fen. */
export function extraYears(yearsPaid: number, rule: ParameterValue<'addition.extraYear'>): number {
  return Math.max(0, yearsPaid - rule.threshold) * rule.monthly;
}

/**
 * 高龄倾斜 a month, from the month after an age is reached; the highest band that was reached counts.
 * `months` since the month of birth.
 */
export function ageAddition(months: number, bands: ParameterValue<'addition.age'>): number {
  let fen = 0;
  for (const { fromAge, monthly } of bands) if (months > fromAge * 12) fen = monthly;
  return fen;
}
