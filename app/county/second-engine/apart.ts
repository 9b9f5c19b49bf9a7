import { sql } from 'kysely';
import { counted } from './plan.ts';
import type { Fragment, Ledger } from './scope.ts';
import { write } from './scope.ts';

/**
 * Puts `people` (rows of an `id_number`) into the table `apart` of the connection, in place of whoever was
 * there: the few who are not like the many, so that the many need not be asked one by one. Gives how many.
 */
export async function fillApart(db: Ledger, people: Fragment): Promise<number> {
  await sql`create temp table if not exists apart (id_number text primary key)`.execute(db);
  await sql`delete from apart`.execute(db);
  const apart = await write(db, sql`insert into apart (id_number) ${people}`);
  await counted(db, 'apart', apart);
  return apart;
}
