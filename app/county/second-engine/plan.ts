import { SqliteAdapter, sql } from 'kysely';
import type { Fragment, Ledger } from './scope.ts';

// The same statement put to either database so that it reads and appends in the order of the keys. What
// comes out is the same without, only later.

function isSqlite(db: Ledger): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}

/**
 * Put behind a subquery: its columns are worked out once. Without it SQLite copies the expressions to
 * wherever they are used, and their copies' expressions too.
 */
export function once(db: Ledger): Fragment {
  return isSqlite(db) ? sql`limit -1 offset 0` : sql`offset 0`;
}

/**
 * Rows in the order of the key, which is much faster to append. SQLite reads them in that order already,
 * and would sort them once more.
 */
export function inOrder(db: Ledger): Fragment {
  return isSqlite(db) ? sql`` : sql`order by id_number`;
}

/**
 * The ID numbers of `listed`, which names each once, without those of `struck`. SQLite merges the two in the
 * order of their keys for `except`; PostgreSQL is quicker with an anti join.
 */
export function without(db: Ledger, listed: Fragment, struck: Fragment): Fragment {
  return isSqlite(db)
    ? sql`select id_number from (${listed} except ${struck} order by id_number) as kept`
    : sql`select id_number from (${listed}) as listed
        where not exists (select 1 from (${struck}) as struck where struck.id_number = listed.id_number)`;
}

/** Rows of several parts that each have an `id_number`, all of them in its order, merged in passing. */
export function merged(db: Ledger, parts: readonly Fragment[]): Fragment {
  return isSqlite(db)
    ? sql`${sql.join(parts, sql` union all `)} order by id_number`
    : sql.join(
        parts.map((part) => sql`(${part} order by id_number)`),
        sql` union all `,
      );
}

/**
 * Runs `reading` by key where PostgreSQL would rather read rows as they lie and sort them: those of a
 * million accounts do not fit into the memory of a sort. For the transaction at hand only.
 */
export async function byKey<T>(db: Ledger, reading: () => Promise<T>): Promise<T> {
  return await avoiding(db, ['enable_sort', 'enable_hashagg'], reading);
}

/**
 * Runs `reading` for a few people, each looked up by key, where PostgreSQL, which cannot tell how few they
 * are, would rather read everybody's rows of all years once. For the transaction at hand only.
 */
export async function oneByOne<T>(db: Ledger, reading: () => Promise<T>): Promise<T> {
  return await avoiding(db, ['enable_hashjoin', 'enable_mergejoin'], reading);
}

async function avoiding<T>(db: Ledger, ways: readonly string[], reading: () => Promise<T>): Promise<T> {
  if (isSqlite(db)) return await reading();
  const set = async (value: 'off' | 'default'): Promise<void> => {
    for (const way of ways) await sql`set local ${sql.raw(way)} to ${sql.raw(value)}`.execute(db);
  };
  await set('off');
  const read = await reading();
  await set('default');
  return read;
}

/** So few rows that looking at each for each of them does no harm, and counting them costs more. */
export const FEW = 1000;

/**
 * Tells PostgreSQL what `table` holds by now, after `written` rows were added to it. It counts by itself only
 * what was committed, a minute later, and never what stands in a table of the connection; until then it takes
 * a month that was just filled for empty, and looks through all of it for each person. SQLite decides by keys
 * alone. A table that somebody else is counting is left out, and so is one that is not ours to count.
 */
export async function counted(db: Ledger, table: keyof typeof COUNTED, written: number): Promise<void> {
  if (isSqlite(db) || written < FEW) return;
  await sql`analyze (skip_locked) ${sql.table(table)} (${sql.raw(COUNTED[table])})`.execute(db);
}

/** What rows of a run's tables are looked up by, which is all that has to be known of them. */
const COUNTED = {
  applications: 'county, id_number, month',
  assessments: 'county, id_number, month, first_month',
  payments: 'county, paid_in, id_number, for_month, kind',
  settlements: 'county, year, through, id_number',
  apart: 'id_number',
  due: 'step, id_number, previous, for_month',
  leavers: 'id_number, kind, month',
  owed: 'id_number, first, last',
} as const;

/** A sum of whole numbers; PostgreSQL's own makes decimals of them, which costs more. */
export function total(db: Ledger, column: string): string {
  return isSqlite(db) ? `sum(${column})` : `whole_sum(${column})`;
}
