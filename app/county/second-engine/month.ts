import type { Result } from '../../../shared/result/result.ts';
import { ok } from '../../../shared/result/result.ts';
import { assess } from './assess.ts';
import { actOnExits } from './exits.ts';
import { monthOfYear, yearOf } from './months.ts';
import { pay } from './pay.ts';
import type { Ledger, MonthWork, Refusal } from './scope.ts';
import { settlePartial, settleYear } from './settle.ts';

/** Rows, or people for `assessed` and `left`. */
export interface MonthDone {
  readonly settledPartly: number;
  readonly assessed: number;
  readonly left: number;
  readonly paid: number;
  /** Of December. */
  readonly settled: number;
}

/** A whole month in the order of the calendar; in December with the settlement of the year. */
export async function runMonth(db: Ledger, work: MonthWork): Promise<Result<MonthDone, Refusal>> {
  const settledPartly = await settlePartial(db, work);
  if (!settledPartly.ok) return settledPartly;
  const assessed = await assess(db, work);
  const left = await actOnExits(db, work);
  if (!left.ok) return left;
  const paid = await pay(db, work);
  if (!paid.ok) return paid;
  const done = {
    settledPartly: settledPartly.value,
    assessed,
    left: left.value.people,
    paid: paid.value + left.value.rows,
  };
  if (monthOfYear(work.month) < 12) return ok({ ...done, settled: 0 });
  const settled = await settleYear(db, { ...work, year: yearOf(work.month) });
  return settled.ok ? ok({ ...done, settled: settled.value }) : settled;
}
