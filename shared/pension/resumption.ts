import type { Month } from '../dates/month.ts';
import { addMonths, monthsBetween } from '../dates/month.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';

/** What is due each month from `from` on, until a later row takes its place (待遇标准). */
export interface MonthlyRate {
  readonly from: Month;
  /** Base plus account pension, per month. */
  readonly fen: number;
}

/** 补发: months left unpaid while suspended, and what they come to. */
export interface BackPay {
  readonly months: number;
  readonly fen: number;
}

/** No rate is known for a month that has to be paid. */
export interface RateMissing {
  readonly kind: 'rate-missing';
  readonly month: Month;
}

/** What was due in `month`: the latest row that starts no later. Rows may come in any order. */
export function rateIn(rates: readonly MonthlyRate[], month: Month): number | undefined {
  let found: MonthlyRate | undefined;
  for (const rate of rates) {
    if (monthsBetween(rate.from, month) < 0) continue;
    if (found === undefined || monthsBetween(found.from, rate.from) > 0) found = rate;
  }
  return found?.fen;
}

/** What is paid later for months without payment: each at its own rate (补发按各月应发标准), or nothing. */
export type BackPayRule = 'each-month-rate' | 'none';

/** `first` … `last`, both counted; no month at all when `last` lies before `first`. */
function payMonths(
  first: Month,
  last: Month,
  rates: readonly MonthlyRate[],
  rule: BackPayRule,
): Result<BackPay, RateMissing> {
  if (rule === 'none') return ok({ months: 0, fen: 0 });
  const months = Math.max(0, monthsBetween(first, last) + 1);
  let fen = 0;
  for (let i = 0; i < months; i++) {
    const month = addMonths(first, i);
    const rate = rateIn(rates, month);
    if (rate === undefined) return err({ kind: 'rate-missing', month });
    fen += rate;
  }
  return ok({ months, fen });
}

/**
 * Certified in `certifiedIn` after a suspension from `suspendedFrom`: the months before the month of
 * certifying are paid later, that month itself is paid as usual (恢复发放并补发暂停期间待遇).
 */
export function resume(
  suspendedFrom: Month,
  certifiedIn: Month,
  rates: readonly MonthlyRate[],
  rule: BackPayRule = 'each-month-rate',
): Result<BackPay, RateMissing> {
  return payMonths(suspendedFrom, addMonths(certifiedIn, -1), rates, rule);
}

/**
 * Died while suspended: the suspended months up to the month of death are payable to the heirs
 * (死亡次月停发); none when death came before the suspension. `deathMonth` is open rule question j.
 */
export function resumeAfterDeath(
  suspendedFrom: Month,
  diedIn: Month,
  rates: readonly MonthlyRate[],
  deathMonth: 'payable' | 'not-payable' = 'payable',
): Result<BackPay, RateMissing> {
  const last = deathMonth === 'payable' ? diedIn : addMonths(diedIn, -1);
  return payMonths(suspendedFrom, last, rates, 'each-month-rate');
}

/** 服刑: no pension from `from` to `to`, both counted; it goes on in the month after. */
export function resumeAfterPrison(
  from: Month,
  to: Month,
  rates: readonly MonthlyRate[],
  rule: BackPayRule = 'none',
): Result<BackPay & { readonly resumeMonth: Month }, RateMissing> {
  const paid = payMonths(from, to, rates, rule);
  return paid.ok ? ok({ ...paid.value, resumeMonth: addMonths(to, 1) }) : paid;
}
