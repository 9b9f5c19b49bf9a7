import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { ddl } from '../store/ddl.ts';
import type { Engine } from '../store/dialect.ts';
import { HEADS_SINCE } from './tables.ts';

async function createTerminals(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, table } = ddl(db, engine);
  await table('enrolment_codes')
    .addColumn('lookup', 'text', (c) => c.notNull())
    .addColumn('code_key', 'text', (c) => c.notNull())
    .addColumn('terminal_name', 'text', (c) => c.notNull())
    .addColumn('created_at', int8, (c) => c.notNull())
    .addColumn('expires_at', int8, (c) => c.notNull())
    .addColumn('used_at', int8)
    .addColumn('terminal', 'text')
    .addPrimaryKeyConstraint('enrolment_codes_key', ['county', 'lookup'])
    .execute();

  await table('terminals')
    .addColumn('terminal', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('public_key', 'text', (c) => c.notNull())
    .addColumn('software', 'text', (c) => c.notNull())
    .addColumn('enrolled_at', int8, (c) => c.notNull())
    .addColumn('revoked_at', int8)
    .addColumn('seen_at', int8)
    .addColumn('epoch', 'text')
    .addColumn('sequence', int8)
    .addColumn('queued', int8)
    .addColumn('parked', int8)
    .addColumn('clock_ahead_ms', int8)
    .addColumn('devices', 'text')
    .addPrimaryKeyConstraint('terminals_key', ['county', 'terminal'])
    .addUniqueConstraint('terminals_number', ['county', 'number'])
    .execute();
}

/** What terminals say of audit chains: of their own, and of the county's. */
async function addHeads(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8 } = ddl(db, engine);
  for (const [column, type] of [
    ['audit_sequence', int8],
    ['audit_hash', sql`text`],
    ['audit_epoch', sql`text`],
    ['audit_said_at', int8],
    ['heard_sequence', int8],
    ['heard_hash', sql`text`],
  ] as const)
    await db.schema.alterTable('terminals').addColumn(column, type).execute();
}

/** By the schema's version. Never edited once released. */
export const TERMINAL_MIGRATIONS = { 1: createTerminals, [HEADS_SINCE]: addHeads };
