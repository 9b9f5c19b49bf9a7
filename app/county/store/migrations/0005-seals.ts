import type { CreateTableBuilder, Kysely } from 'kysely';
import { sql } from 'kysely';
import { sealState } from '../../audit/seal/seal-state.ts';
import type { Engine } from '../dialect.ts';
import type { MigrationMeans } from '../migrate.ts';

/**
 * Seals of rows, and what terminals say of audit chains. What is there already is sealed as it is found:
 * from here on every change shows, whatever happened before.
 */
export async function createSeals(db: Kysely<unknown>, engine: Engine, means: MigrationMeans): Promise<void> {
  const int8 = engine === 'sqlite' ? sql`integer` : sql`bigint`;
  const table = <T extends string>(name: T): CreateTableBuilder<T, 'county'> => {
    const created = db.schema.createTable(name).addColumn('county', 'text', (c) => c.notNull());
    return engine === 'sqlite' ? created.modifyEnd(sql`strict, without rowid`) : created;
  };

  await table('seals')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('number', int8, (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('page', 'integer', (c) => c.notNull())
    .addColumn('entries', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('seals_key', ['county', 'kind', 'number', 'subject', 'page'])
    .addCheckConstraint('seals_kind', sql`kind in ('event', 'run')`)
    .execute();

  const open = sql`old.kind = 'run' and exists (
    select 1 from runs where county = old.county and run = old.number and state = 'open')`;
  if (engine === 'sqlite') {
    await sql`create trigger seals_no_update before update on seals
      begin select raise(abort, 'seals are append-only'); end`.execute(db);
    await sql`create trigger seals_no_delete before delete on seals when not (${open})
      begin select raise(abort, 'seals are append-only'); end`.execute(db);
  } else {
    await sql`create or replace function seals_append_only() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' and ${open} then return old; end if;
        raise exception 'seals are append-only';
      end $$`.execute(db);
    await sql`create trigger seals_append_only before update or delete on seals
      for each row execute function seals_append_only()`.execute(db);
  }

  for (const [column, type] of [
    ['audit_sequence', int8],
    ['audit_hash', sql`text`],
    ['audit_epoch', sql`text`],
    ['audit_said_at', int8],
    ['heard_sequence', int8],
    ['heard_hash', sql`text`],
  ] as const)
    await db.schema.alterTable('terminals').addColumn(column, type).execute();

  await sealState(db, engine, means);
}
