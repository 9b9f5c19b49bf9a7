import type { Month } from '../../dates/month.ts';
import { addMonths, monthsBetween } from '../../dates/month.ts';

/** 多领: months that were paid after the one of death, and what has to come back. */
export interface Overpayment {
  readonly months: number;
  readonly recover: number;
}

/** 死亡次月停发. `rateIn` says what a month was paid at, fen. */
export function overpayment(
  died: Month,
  paidThrough: Month,
  rateIn: (month: Month) => number | undefined,
): Overpayment | { readonly missing: Month } {
  const months = Math.max(0, monthsBetween(died, paidThrough));
  let recover = 0;
  for (let index = 1; index <= months; index += 1) {
    const month = addMonths(died, index);
    const rate = rateIn(month);
    if (rate === undefined) return { missing: month };
    recover += rate;
  }
  return { months, recover };
}
