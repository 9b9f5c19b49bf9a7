import type { Result } from '../../result/result.ts';
import { err, ok } from '../../result/result.ts';
import { interestOf } from './interest.ts';

/** 转移: the whole balance moves and years add up, but never once benefits are drawn (R35, 国发〔2014〕8号). */
export function transfer(
  claiming: boolean,
  account: number,
  years: { readonly before: number; readonly after: number },
): Result<{ readonly moved: number; readonly totalYears: number }, 'already-claiming'> {
  return claiming ? err('already-claiming') : ok({ moved: account, totalYears: years.before + years.after });
}

/** 封存: whole years of interest on a sealed balance, rounded each year (open question g). Fen. */
export function sealedBalance(account: number, rates: readonly string[], accrues: boolean): number {
  if (!accrues) return account;
  return rates.reduce(
    (fen, rate) =>
      fen +
      interestOf({ opening: fen, from: 0, through: 12, postings: [], rate, monthRule: 'same-month' }).fen,
    account,
  );
}
