import { formatYuan } from '../../money/fen.ts';
import type { Exact as ExactNumber } from '../explain/decimal.ts';
import { Exact, roundFen } from '../explain/decimal.ts';
import type { Working } from '../explain/derivation.ts';
import { working } from '../explain/derivation.ts';
import type { ParameterValue } from '../policy-parameters.ts';

export type MonthRule = ParameterValue<'interest.monthRule'>;

/** One ledger from its last settlement to the next, within one calendar year. */
export interface InterestPeriod {
  /** Balance after the last settlement, fen. */
  readonly opening: number;
  /** Last settled through the end of this month, 0 … 11; 0 is the end of the year before. */
  readonly from: number;
  /** Settled now through the end of this month, 1 … 12. */
  readonly through: number;
  /** `month` 1 … 12; a draw-down is negative. */
  readonly postings: readonly { readonly month: number; readonly fen: number }[];
  /** A year, e.g. `0.0275`. */
  readonly rate: string;
  readonly monthRule: MonthRule;
}

/** For how many months, up to the end of `through`, money posted in `month` earns (open question a). */
export function earningMonths(month: number, through: number, rule: MonthRule): number {
  return rule === 'same-month' ? through - month + 1 : through - month;
}

/** 月积数: each amount times the months that it stood, at a twelfth of the year's rate; rounded once (R37). */
export function interestOf(period: InterestPeriod): Working {
  const { opening, from, through, postings, rate, monthRule } = period;
  let weighted: ExactNumber = new Exact(opening).times(through - from);
  for (const { month, fen } of postings) {
    const months = earningMonths(month, through, monthRule);
    if (months !== 0 && fen !== 0) weighted = weighted.plus(new Exact(fen).times(months));
  }
  const fen = roundFen(weighted.times(rate).div(12));
  return working(
    'R37',
    fen,
    () => [
      { name: 'rate a year', value: rate },
      { name: 'months', value: `${from + 1}–${through}, ${monthRule}` },
    ],
    () => {
      const terms = weightedTerms(period);
      return terms === '' ? ['0.00 = 0.00'] : [`(${terms}) × ${rate} ÷ 12 ≈ ${formatYuan(fen)}`];
    },
  );
}

function weightedTerms({ opening, from, through, postings, monthRule }: InterestPeriod): string {
  let terms = opening === 0 ? '' : `${formatYuan(opening)} × ${through - from}`;
  for (const { month, fen } of postings) {
    const months = earningMonths(month, through, monthRule);
    if (months === 0 || fen === 0) continue;
    const sign = fen < 0 ? (terms === '' ? '0 − ' : ' − ') : terms === '' ? '' : ' + ';
    terms += `${sign}${formatYuan(Math.abs(fen))} × ${months}`;
  }
  return terms;
}
