import type { Ledgers } from '../ledgers.ts';
import { decemberOf, yearOf } from './month-number.ts';
import type { YearlyRates } from './rates.ts';
import { rateOf } from './rates.ts';
import type { RunningAccount } from './running-account.ts';
import { balancesOf, drawDown, openPeriod, settle, totalOf } from './running-account.ts';
import { whole } from './whole.ts';

/** What becomes of an account while its pension is paid from it month by month, fen. */
export interface Course {
  /** Last month that was counted: the horizon, or the December after which nothing is left. */
  readonly through: number;
  /** First month in which the account did not cover the pension (支付终身: the fund adds the rest). */
  readonly fundFrom: number | undefined;
  /** Paid from the account and by the fund, up to `through`. */
  readonly drawn: number;
  readonly fromFund: number;
  readonly interest: number;
  /** After `through`; without the interest of a year that has not ended. */
  readonly balances: Ledgers;
}

/**
 * Draws `pension` in every month from `first` on. An account that runs dry in spring still has the interest
 * of its first months settled in December; it is empty when a December leaves nothing. `account` is open
 * to December of the first year.
 */
export function courseOf(
  account: RunningAccount,
  first: number,
  pension: number,
  rates: YearlyRates,
  horizon: number,
): Course {
  let fundFrom: number | undefined;
  let drawn = 0;
  let fromFund = 0;
  let interest = 0;
  let month = first;
  for (; month <= horizon; month += 1) {
    const added = drawDown(account, month, pension);
    drawn = whole(drawn + pension - added);
    fromFund = whole(fromFund + added);
    if (added > 0) fundFrom ??= month;
    const year = yearOf(month);
    if (month !== decemberOf(year)) continue;
    interest = whole(interest + settle(account, rateOf(rates, year)));
    if (totalOf(account) === 0) break;
    openPeriod(account, month, decemberOf(year + 1));
  }
  const through = Math.min(month, horizon);
  return { through, fundFrom, drawn, fromFund, interest, balances: balancesOf(account) };
}
