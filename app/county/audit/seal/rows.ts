import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Schema } from '../../store/schema.ts';
import type { Row, SealedTable, Value } from './columns.ts';
import { keyColumns, sealedColumns } from './columns.ts';

const PAGE = 4000;

/** Narrows a look at a table, e.g. to one year. */
export type Narrowing = Readonly<Record<string, Value>>;

/**
 * The rows of `table` (those that `where` leaves) in order of the key, a page at a time: what is sealed of
 * them, and the columns named in `beside`.
 */
export async function* rowPages(
  db: Kysely<Schema>,
  county: string,
  table: SealedTable,
  { where = {}, beside = [] }: { readonly where?: Narrowing; readonly beside?: readonly string[] } = {},
): AsyncGenerator<readonly Row[], void> {
  const keys = keyColumns(table).filter((column) => !(column in where));
  const columns = sql.join([...sealedColumns(table), ...beside].map((column) => sql.ref(column)));
  const order = sql.join(keys.map((column) => sql.ref(column)));
  const narrow = Object.entries(where).map(([column, value]) => sql` and ${sql.ref(column)} = ${value}`);
  let behind = sql``;
  for (;;) {
    const { rows } = await sql<Row>`select ${columns} from ${sql.table(table.name)}
      where county = ${county}${sql.join(narrow, sql``)}${behind} order by ${order} limit ${sql.lit(PAGE)}`.execute(
      db,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < PAGE) return;
    const values = sql.join(keys.map((column) => last[column]));
    behind = keys.length === 1 ? sql` and ${order} > ${values}` : sql` and (${order}) > (${values})`;
  }
}
