import { Exact } from '../explain/decimal.ts';

/** 滚存结余, in the unit of its parts, two decimals. */
export function fundBalance(opening: string, income: string, expense: string): string {
  return new Exact(opening).plus(income).minus(expense).toFixed(2);
}

/** 万元 over heads → yuan a head, rounded half-up to the fen. `heads` > 0. */
export function averageYuan(wan: string, heads: string): string {
  return new Exact(wan).times(10_000).div(heads).toFixed(2);
}

/** 帐帐相符: the county's ledger against treasury and bank; differences as theirs minus ours, fen. */
export function reconcile(
  ledger: number,
  finance: number,
  bank: number,
): { readonly matched: boolean; readonly diffFinance: number; readonly diffBank: number } {
  const diffFinance = finance - ledger;
  const diffBank = bank - ledger;
  return { matched: diffFinance === 0 && diffBank === 0, diffFinance, diffBank };
}

/** 八大员工龄补助 a month, fen: a programme of its own, paid through the same rails (R54). */
export function serviceSubsidy(years: number, perYear: number): number {
  return years * perYear;
}
