import { sql } from 'kysely';
import type { Ledger } from './scope.ts';

/**
 * A table of the connection for the few who are not like the many, so that the many need not be asked one
 * by one. Empty afterwards.
 */
export async function clearApart(db: Ledger): Promise<void> {
  await sql`create temp table if not exists apart (id_number text primary key)`.execute(db);
  await sql`delete from apart`.execute(db);
}
