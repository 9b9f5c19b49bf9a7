import type { MonthRule } from '../rules/interest.ts';
import { halfUp, whole } from './whole.ts';

/** Yearly rates are whole millionths: a pack's rate has at most six decimals. */
const MILLION = 1_000_000;

/** Twelfths of a year at a rate in millionths. */
const MONTH_MILLIONTHS = 12 * MILLION;

/** `0.0275` a year → 27500. Throws for anything that a pack would not let through. @internal for tests */
export function rateMillionths(rate: string): number {
  const decimals = /^0\.(\d{1,6})$/.exec(rate)?.[1];
  if (decimals === undefined) throw new RangeError(`${rate} is not a yearly rate like 0.0275`);
  return Number(decimals.padEnd(6, '0'));
}

/** Months, up to the end of `through`, for which money posted in `month` earns (open question a). */
export function monthsEarning(month: number, through: number, rule: MonthRule): number {
  return rule === 'same-month' ? through - month + 1 : through - month;
}

/**
 * 结息: interest on `weighted` (月积数, fen × months) at a yearly rate in millionths, fen; rounded once,
 * half-up (R37). `weighted` may be negative.
 *
 * `weighted` × rate would pass 2^53 for a rich account at a high rate. Whole multiples of 12,000,000 earn
 * whole fen, so only what is left over is multiplied and rounded: at most 12,000,000 × 999,999.
 */
export function interestOn(weighted: number, rate: number): number {
  if (!(rate >= 0 && rate < MILLION)) throw new RangeError(`${rate} millionths are no yearly rate`);
  const size = whole(Math.abs(weighted));
  const multiples = Math.floor(size / MONTH_MILLIONTHS);
  const rest = size - multiples * MONTH_MILLIONTHS;
  const interest = multiples * rate + halfUp(rest * rate, MONTH_MILLIONTHS);
  return weighted < 0 ? 0 - interest : interest;
}
