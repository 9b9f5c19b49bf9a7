import type { CreateTableBuilder, Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Engine } from '../dialect.ts';

/** The trace of every question for a person, and where it stands. */
export async function createLookups(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const int8 = engine === 'sqlite' ? sql`integer` : sql`bigint`;
  const table = <T extends string>(name: T): CreateTableBuilder<T, 'county'> => {
    const created = db.schema.createTable(name).addColumn('county', 'text', (c) => c.notNull());
    return engine === 'sqlite' ? created.modifyEnd(sql`strict, without rowid`) : created;
  };

  await table('lookups')
    .addColumn('number', int8, (c) => c.notNull())
    .addColumn('at', int8, (c) => c.notNull())
    .addColumn('terminal', 'text', (c) => c.notNull())
    .addColumn('handle', 'text', (c) => c.notNull())
    .addColumn('found', 'integer', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('lookups_key', ['county', 'number'])
    .addCheckConstraint('lookups_found', sql`found in (0, 1)`)
    .execute();
  // Which terminals asked for this person, and when.
  await sql`create index lookups_by_handle on lookups (county, handle, number)`.execute(db);

  await table('lookup_head')
    .addColumn('number', int8, (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('sealed', int8, (c) => c.notNull())
    .addPrimaryKeyConstraint('lookup_head_key', ['county'])
    .execute();

  if (engine === 'sqlite') {
    for (const verb of ['update', 'delete'])
      await sql`create trigger ${sql.ref(`lookups_no_${verb}`)} before ${sql.raw(verb)} on lookups
        begin select raise(abort, 'lookups are append-only'); end`.execute(db);
    return;
  }
  await sql`create or replace function lookups_append_only() returns trigger language plpgsql as $$
    begin raise exception 'lookups are append-only'; end $$`.execute(db);
  await sql`create trigger lookups_append_only before update or delete on lookups
    for each row execute function lookups_append_only()`.execute(db);
}
