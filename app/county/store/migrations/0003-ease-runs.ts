import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Engine } from '../dialect.ts';

/** What a run asks of everybody, answered without a look at everybody's row, and its sums. */
export async function easeRuns(db: Kysely<unknown>, engine: Engine): Promise<void> {
  // In the order of the ledgers: held against last month's payments in one pass over both.
  await sql`create index persons_certified on persons (county, id_number, certified_through, status)
    where certified_through is not null`.execute(db);
  // Few among many: their month would have to be read whole.
  await sql`create index payments_corrections on payments (county, paid_in, id_number)
    where kind = 'correction'`.execute(db);
  // `sum` of bigint goes through decimals there. An overflow is an error, as in SQLite.
  if (engine === 'postgres')
    await sql`create aggregate whole_sum(bigint)
      (sfunc = int8pl, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = safe)`.execute(db);
}
