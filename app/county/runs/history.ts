import type { CountyStore } from '../store/county-store.ts';

/** Periods of the committed runs of a kind, in order. */
async function periods(store: CountyStore, kind: 'settlement' | 'payment'): Promise<readonly string[]> {
  const rows = await store.db
    .selectFrom('runs')
    .select('period')
    .where('county', '=', store.county.code)
    .where('kind', '=', kind)
    .where('state', '=', 'committed')
    .orderBy('period')
    .execute();
  return rows.map(({ period }) => period);
}

/** Years that are settled. */
export async function settledYears(store: CountyStore): Promise<readonly number[]> {
  return (await periods(store, 'settlement')).map(Number);
}

/** Months that are paid. */
export async function paidMonths(store: CountyStore): Promise<readonly string[]> {
  return await periods(store, 'payment');
}
