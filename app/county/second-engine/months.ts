import { sql } from 'kysely';
import type { Fragment } from './scope.ts';
import { int } from './scope.ts';

/** Months since year 0. */
export function ordinal(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

export function monthAt(ordinal: number): string {
  const year = String(Math.floor(ordinal / 12)).padStart(4, '0');
  return `${year}-${String((ordinal % 12) + 1).padStart(2, '0')}`;
}

export function shift(month: string, count: number): string {
  return monthAt(ordinal(month) + count);
}

export function yearOf(month: string): number {
  return Number(month.slice(0, 4));
}

/** 1 … 12. */
export function monthOfYear(month: string): number {
  return Number(month.slice(5, 7));
}

/** The same in SQL. */
export function ordinalOf(column: string): Fragment {
  const month = sql.ref(column);
  return sql`(cast(substr(${month}, 1, 4) as integer) * 12 + cast(substr(${month}, 6, 2) as integer) - 1)`;
}

/** Rows `(ordinal, month)` from `first` to `last`, both counted; never empty. */
export function monthRows(first: string, last: string): Fragment {
  const rows: Fragment[] = [];
  for (let at = ordinal(first); at <= Math.max(ordinal(first), ordinal(last)); at += 1)
    rows.push(sql`(${int(at)}, ${sql.lit(monthAt(at))})`);
  return sql`values ${sql.join(rows)}`;
}

/** A list for `in (…)` from `first` to `last`, both counted; `''`, which no month is, when there are none. */
export function monthList(first: string, last: string): Fragment {
  const months: string[] = [];
  for (let at = ordinal(first); at <= ordinal(last); at += 1) months.push(monthAt(at));
  return sql.join((months.length === 0 ? [''] : months).map((month) => sql.lit(month)));
}
