import type { PersonRow } from '../person-row.ts';
import type { ParameterValue } from '../policy-parameters.ts';
import { halfUp, whole } from './whole.ts';

/**
 * 个人账户养老金 a month, fen: the whole account × (100 + bonus) ÷ (100 × 计发月数), rounded once, half-up
 * (R30, R31). `account` × (100 + bonus) is below 2^53.
 */
export function accountPension(account: number, divisor: number, bonusPercent: number): number {
  return halfUp(whole(account * (100 + bonusPercent)), 100 * divisor);
}

/** 缴费补贴 for a tier, fen: the last line of the table that begins no higher (R23). @internal for tests */
export function subsidyOf(
  table: ParameterValue<'subsidy.table'>,
  tier: number,
  household: PersonRow['household'],
): number {
  let fen = 0;
  for (const line of table) if (line.fromTier <= tier) fen = line[household];
  return fen;
}

/** 年限基础养老金 a month, fen: for each year paid beyond the threshold. */
export function extraYears(yearsPaid: number, rule: ParameterValue<'addition.extraYear'>): number {
  return yearsPaid > rule.threshold ? whole((yearsPaid - rule.threshold) * rule.monthly) : 0;
}

/** 高龄倾斜 a month, fen: the highest band whose age was passed, `months` after the month of birth. */
export function ageAddition(months: number, bands: ParameterValue<'addition.age'>): number {
  let fen = 0;
  for (const band of bands) if (months > band.fromAge * 12) fen = band.monthly;
  return fen;
}
