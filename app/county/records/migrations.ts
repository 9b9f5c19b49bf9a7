import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { ddl } from '../store/ddl.ts';
import type { Engine } from '../store/dialect.ts';

async function createConflicts(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, oneOf, table } = ddl(db, engine);
  await table('conflicts')
    .addColumn('terminal', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('sequence', int8, (c) => c.notNull())
    .addColumn('record_hash', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('certificate_no', 'text', (c) => c.notNull())
    .addColumn('record', 'text', (c) => c.notNull())
    .addColumn('received_at', int8, (c) => c.notNull())
    .addPrimaryKeyConstraint('conflicts_key', ['county', 'terminal', 'epoch', 'sequence', 'record_hash'])
    .addCheckConstraint('conflicts_kind', oneOf('kind', ['key', 'certificate']))
    .execute();
}

/** Records of kinds without a table of their own. */
async function createRecords(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, table } = ddl(db, engine);
  await table('records')
    .addColumn('terminal', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('sequence', int8, (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('record_hash', 'text', (c) => c.notNull())
    .addColumn('signature', 'text', (c) => c.notNull())
    .addColumn('record', 'text', (c) => c.notNull())
    .addColumn('occurred_at', int8, (c) => c.notNull())
    .addColumn('received_at', int8, (c) => c.notNull())
    .addColumn('first_answer', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('records_key', ['county', 'terminal', 'epoch', 'sequence'])
    .addUniqueConstraint('records_number', ['county', 'number'])
    .execute();
  if (engine === 'sqlite') {
    for (const verb of ['update', 'delete'])
      await sql`create trigger ${sql.ref(`records_no_${verb}`)} before ${sql.raw(verb)} on records
        begin select raise(abort, 'records are append-only'); end`.execute(db);
    return;
  }
  await sql`create or replace function records_append_only() returns trigger language plpgsql as $$
    begin raise exception 'records are append-only'; end $$`.execute(db);
  await sql`create trigger records_append_only before update or delete on records
    for each row execute function records_append_only()`.execute(db);
}

/** By the schema's version. Never edited once released. */
export const RECORD_MIGRATIONS = { 1: createConflicts, 6: createRecords };
