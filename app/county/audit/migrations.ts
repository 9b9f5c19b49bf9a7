import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { ddl } from '../store/ddl.ts';
import type { Engine } from '../store/dialect.ts';
import type { SealingMeans } from './seal/seal-state.ts';
import { sealState } from './seal/seal-state.ts';

async function createAudit(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, table } = ddl(db, engine);
  await table('audit')
    .addColumn('sequence', int8, (c) => c.notNull())
    .addColumn('at', int8, (c) => c.notNull())
    .addColumn('event', 'text', (c) => c.notNull())
    .addColumn('details', 'text', (c) => c.notNull())
    .addColumn('previous', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_key', ['county', 'sequence'])
    .execute();

  await table('audit_head')
    .addColumn('id', 'integer', (c) => c.notNull())
    .addColumn('sequence', int8, (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_head_key', ['county', 'id'])
    .addCheckConstraint('audit_head_single', sql`id = 1`)
    .execute();
}

/**
 * Seals of rows. What is there already is sealed as it is found: from here on every change shows, whatever
 * happened before.
 */
async function createSeals(db: Kysely<unknown>, engine: Engine, means: SealingMeans): Promise<void> {
  const { int8, table } = ddl(db, engine);
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
  await sealState(db, engine, means);
}

/** By the schema's version. Never edited once released. */
export const AUDIT_MIGRATIONS = { 1: createAudit, 5: createSeals };
