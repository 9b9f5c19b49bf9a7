import type { CreateTableBuilder, Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Engine } from './dialect.ts';

/** The words in which migrations describe tables, for either database. */
export interface Ddl {
  /** Whole numbers beyond 32 bits: fen, instants, sequence numbers. */
  readonly int8: RawBuilder<unknown>;
  oneOf(column: string, values: readonly string[]): RawBuilder<unknown>;
  flag(column: string): RawBuilder<unknown>;
  /** A new table, whose first column is the county. */
  table<T extends string>(name: T): CreateTableBuilder<T, 'county'>;
  /** Named after its columns. */
  index(table: string, columns: readonly string[]): Promise<void>;
}

export function ddl(db: Kysely<unknown>, engine: Engine): Ddl {
  return {
    int8: engine === 'sqlite' ? sql`integer` : sql`bigint`,
    oneOf: (column, values) =>
      sql`${sql.ref(column)} in (${sql.join(values.map((value) => sql.lit(value)))})`,
    flag: (column) => sql`${sql.ref(column)} in (0, 1)`,
    // On SQLite rows live in key order and types are enforced, as they are on PostgreSQL.
    table(name) {
      const created = db.schema.createTable(name).addColumn('county', 'text', (c) => c.notNull());
      return engine === 'sqlite' ? created.modifyEnd(sql`strict, without rowid`) : created;
    },
    async index(table, columns) {
      const name = `${table}_by_${columns.slice(1).join('_')}`;
      await db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
        .execute();
    },
  };
}
