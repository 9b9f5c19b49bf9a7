import type { Kysely } from 'kysely';
import { ddl } from '../store/ddl.ts';
import type { Engine } from '../store/dialect.ts';

async function createContributions(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, oneOf, table } = ddl(db, engine);
  await table('contributions')
    .addColumn('id_number', 'text', (c) => c.notNull())
    .addColumn('year', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('bank_serial', 'text', (c) => c.notNull())
    .addColumn('tier', int8, (c) => c.notNull())
    .addColumn('personal', int8, (c) => c.notNull())
    .addColumn('collective', int8, (c) => c.notNull())
    .addColumn('subsidy', int8, (c) => c.notNull())
    .addColumn('paid_on', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('contributions_key', ['county', 'id_number', 'year', 'kind', 'bank_serial'])
    .addForeignKeyConstraint('contributions_person', ['county', 'id_number'], 'persons', [
      'county',
      'id_number',
    ])
    .addCheckConstraint('contributions_kind', oneOf('kind', ['current', 'backpay', 'gap']))
    .execute();
}

/** Replaced by the ledger's `postings`; no command ever wrote to it. */
async function dropContributions(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('contributions').execute();
}

/** By the schema's version. Never edited once released. */
export const CONTRIBUTION_MIGRATIONS = { 1: createContributions, 2: dropContributions };
