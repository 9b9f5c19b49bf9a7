import type { Month } from '../../../shared/dates/month.ts';
import type { PersonAnswer } from '../../../shared/protocol/messages.ts';
import type { CountyStore } from '../store/county-store.ts';

/** What a kiosk may know of the person behind `handle` (64 hex): nothing that names them. */
export async function findByHandle(store: CountyStore, handle: string): Promise<PersonAnswer['person']> {
  const row = await store.db
    .selectFrom('persons')
    .select(['status', 'certified_through'])
    .where('county', '=', store.county.code)
    .where('handle', '=', handle)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { status: row.status, certifiedThrough: row.certified_through as Month | null };
}
