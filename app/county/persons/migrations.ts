import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { ddl } from '../store/ddl.ts';
import type { Engine } from '../store/dialect.ts';

async function createPersons(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { oneOf, table } = ddl(db, engine);
  await table('persons')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('handle', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('household', 'text', (c) => c.notNull())
    .addColumn('area_code', 'text', (c) => c.notNull())
    .addColumn('phone', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('special_group', 'text', (c) => c.notNull())
    .addColumn('ssc_number', 'text', (c) => c.notNull())
    .addColumn('bank_account', 'text', (c) => c.notNull())
    .addColumn('benefit_start', 'text')
    .addColumn('certified_through', 'text')
    .addPrimaryKeyConstraint('persons_key', ['county', 'id_number'])
    .addUniqueConstraint('persons_handle', ['county', 'handle'])
    .addCheckConstraint('persons_household', oneOf('household', ['rural', 'urban']))
    .addCheckConstraint(
      'persons_status',
      oneOf('status', ['contributing', 'receiving', 'suspended', 'sealed', 'deceased', 'transferred']),
    )
    .addCheckConstraint(
      'persons_special_group',
      oneOf('special_group', ['', 'severe-disability', 'dibao', 'youfu']),
    )
    .execute();
}

/** In the order of the ledgers: held against last month's payments in one pass over both. */
async function indexCertified(db: Kysely<unknown>): Promise<void> {
  await sql`create index persons_certified on persons (county, id_number, certified_through, status)
    where certified_through is not null`.execute(db);
}

/** The trace of every question for a person, and where it stands. */
async function createLookups(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, table } = ddl(db, engine);
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

/** By the schema's version. Never edited once released. */
export const PERSON_MIGRATIONS = { 1: createPersons, 3: indexCertified, 4: createLookups };
