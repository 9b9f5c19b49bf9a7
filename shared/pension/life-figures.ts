import type { Month } from '../dates/month.ts';
import type { Contribution, Ledgers } from './life.ts';

/**
 * What the rules make of a life, up to and including a month. All amounts are fen.
 *
 * In each month, in this order:
 * 1. aid carried over from the year before (in January), then contributions and transfers of the month
 *    are posted;
 * 2. in `claim.firstPaid` the account is fixed (`claim.account`), interest having been settled through the
 *    month before it;
 * 3. what is due is paid and drawn down;
 * 4. interest is settled: at the end of December, of the month before `firstPaid`, and of the month of
 *    death or transfer.
 *
 * Interest of a ledger settled through month k of a year (1 … 12), last settled through s (0 … 11):
 * round( rate ÷ 12 × ( opening × (k − s) + Σ posting in month m × w ) ), half-up to the fen, with `opening`
 * the balance after the last settlement, w = k − m + 1 for `same-month` and k − m for `next-month`, and
 * draw-downs as negative postings. The rate is the pack's on 1 January of the year (or on its first day).
 */
export interface LifeFigures {
  /** In the order of their posting. */
  readonly contributions: readonly ContributionFigures[];
  readonly interest: readonly InterestFigures[];
  /** `null` before `firstPaid`, or without a claim. */
  readonly claim: ClaimFigures | null;
  readonly payments: readonly PaymentFigures[];
  readonly end: EndFigures | null;
  /** Balances after the last month that was reckoned. */
  readonly balances: Ledgers;
  /** Aid collected and not yet credited. */
  readonly aidCarried: number;
  /** Years that count, those brought by a transfer included. */
  readonly yearsPaid: number;
  readonly totals: TotalFigures;
}

export interface ContributionFigures {
  readonly year: number;
  readonly kind: Contribution['kind'];
  /** Month of posting. */
  readonly month: Month;
  /** Paid by the person. */
  readonly personal: number;
  /** Paid for the person by the government (代缴); goes to the personal ledger. */
  readonly govPaid: number;
  /** Aid credited at once, within the cap. */
  readonly collective: number;
  readonly subsidy: number;
}

export interface InterestFigures {
  readonly year: number;
  /** Settled through the end of this month. */
  readonly through: Month;
  readonly interest: Ledgers;
  /** Balances with the interest. */
  readonly balances: Ledgers;
}

export interface ClaimFigures {
  /** First month that is due. */
  readonly entitledFrom: Month;
  /** First month in which money is paid: the later of that and the month of application. */
  readonly firstPaid: Month;
  readonly yearsPaid: number;
  readonly yearsRequired: number;
  /** Whether the base pension is due; false when years are short (未达到规定缴费年限). */
  readonly basePayable: boolean;
  readonly account: Ledgers;
  /** Σ account ÷ divisor, with the 70+ bonus; per month, for life. */
  readonly accountPension: number;
  /** 0, 10, 20 or 30 by the pack. */
  readonly bonusPercent: number;
}

export interface PaymentFigures {
  /** Month in which it is paid. */
  readonly month: Month;
  /** How many months it is for: 1, or more with 补发. */
  readonly months: number;
  /** Each summed over those months. */
  readonly base: number;
  readonly account: number;
  /** Extra-year and age additions. */
  readonly additions: number;
  /** 八大员工龄补助, a programme of its own. */
  readonly service: number;
  readonly total: number;
  /** `account` as drawn from the ledgers, and what the fund pays once they are empty. */
  readonly draw: Ledgers;
  readonly fromFund: number;
  /** Suspended months of someone who has died, paid to the heirs. */
  readonly toHeirs: boolean;
}

export type EndFigures =
  | {
      readonly kind: 'death';
      readonly month: Month;
      /** Balances that go to heirs and stay with the fund. */
      readonly toHeirs: number;
      readonly toFund: number;
      /** One for each heir when their number is known. */
      readonly shares: readonly number[];
      readonly funeral: number;
      readonly overpaidMonths: number;
      readonly recover: number;
    }
  | { readonly kind: 'transfer-out'; readonly month: Month; readonly moved: Ledgers };

export interface TotalFigures {
  readonly personal: number;
  readonly govPaid: number;
  readonly collective: number;
  readonly subsidy: number;
  readonly interest: number;
  readonly paid: number;
  readonly drawn: number;
  readonly fromFund: number;
}
