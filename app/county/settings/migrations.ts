import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { appendAudit } from '../audit/chain/append.ts';
import { ddl } from '../store/ddl.ts';
import type { Engine } from '../store/dialect.ts';
import type { Schema } from '../store/schema.ts';
import { countyEvent } from './county.ts';

async function createCounties(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { int8, flag, table } = ddl(db, engine);
  await table('counties')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('policy_pack', 'text', (c) => c.notNull())
    .addColumn('counter', 'text', (c) => c.notNull())
    .addColumn('nearest', 'text', (c) => c.notNull())
    .addColumn('public_key', 'text', (c) => c.notNull())
    .addColumn('private_key', 'text', (c) => c.notNull())
    .addColumn('handle_key', 'text', (c) => c.notNull())
    .addColumn('provisional', 'integer', (c) => c.notNull())
    .addColumn('created_at', int8, (c) => c.notNull())
    .addPrimaryKeyConstraint('counties_key', ['county'])
    .addCheckConstraint('counties_provisional', flag('provisional'))
    .execute();
}

/** From here on the chain holds the county's own row, too. Behind what the audit's part seals of all others. */
async function tellCounties(
  db: Kysely<unknown>,
  engine: Engine,
  means: { readonly clock: Clock; readonly crypto: CryptoProvider },
): Promise<void> {
  // A migration's step is a transaction.
  const tx = db as unknown as Transaction<Schema>;
  for (const row of await tx.selectFrom('counties').selectAll().execute())
    await appendAudit(
      tx,
      { ...means, engine, county: { code: row.county } },
      countyEvent('county-changed', row),
    );
}

/** By the schema's version. Never edited once released. */
export const COUNTY_MIGRATIONS = { 1: createCounties, 5: tellCounties };
