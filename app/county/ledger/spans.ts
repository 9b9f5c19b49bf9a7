import type { Kysely } from 'kysely';
import type { Month } from '../../../shared/dates/month.ts';
import { addMonths } from '../../../shared/dates/month.ts';
import type { Schema } from '../store/schema.ts';

/**
 * Years that a table of the ledger holds, first to last. Its key begins with the year: who asks for one
 * person names them all, so that each is looked up and none is read through.
 */
export async function yearsOf(
  db: Kysely<Schema>,
  county: string,
  table: 'postings' | 'settlements',
): Promise<readonly number[]> {
  const end = async (direction: 'asc' | 'desc'): Promise<number | undefined> => {
    const row = await db
      .selectFrom(table)
      .select('year')
      .where('county', '=', county)
      .orderBy('year', direction)
      .limit(1)
      .executeTakeFirst();
    return row?.year;
  };
  const first = await end('asc');
  const last = await end('desc');
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Months in which anything was paid, first to last; the key of payments begins with them. */
export async function monthsOfPayment(db: Kysely<Schema>, county: string): Promise<readonly Month[]> {
  const end = async (direction: 'asc' | 'desc'): Promise<Month | undefined> => {
    const row = await db
      .selectFrom('payments')
      .select('paid_in')
      .where('county', '=', county)
      .orderBy('paid_in', direction)
      .limit(1)
      .executeTakeFirst();
    return row?.paid_in as Month | undefined;
  };
  const first = await end('asc');
  const last = await end('desc');
  if (first === undefined || last === undefined) return [];
  const months: Month[] = [];
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month);
  return months;
}
