import type { Month } from '../../dates/month.ts';
import { monthsBetween } from '../../dates/month.ts';

/**
 * Months counted from January of year 0, so that months are sums and differences of whole numbers.
 * @internal for tests
 */
export function monthNumber(month: Month): number {
  return monthsBetween('0000-01', month);
}

export function yearOf(month: number): number {
  return Math.floor(month / 12);
}

/** December of `year`: through it the yearly settlement (年度结息) goes. */
export function decemberOf(year: number): number {
  return year * 12 + 11;
}
