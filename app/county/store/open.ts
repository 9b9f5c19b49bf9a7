import { Kysely, sql } from 'kysely';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import type { County, CountyDescription } from '../settings/county.ts';
import { createCounty, DEFAULT_COUNTY, initCounty, readCounty } from '../settings/county.ts';
import type { DatabaseAddress, Engine } from './dialect.ts';
import { assertFull, openSqlite, parseDatabaseAddress, postgresDialect, sqliteDialect } from './dialect.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';

/** An open county database with the county that owns it. */
export interface CountyStore {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  /** As it stood when the store was opened. */
  readonly county: County;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly crypto?: CryptoProvider;
  /** `county init`: names the county before anything is read. */
  readonly init?: CountyDescription;
}

/** The database cannot be used; `message` is one line that says what, where and what to do. */
export class CountyStoreError extends Error {
  override readonly name = 'CountyStoreError';
  /** Whether the arguments are to blame (exit 2) or the database (exit 1). */
  readonly blame: 'arguments' | 'database';

  constructor(blame: 'arguments' | 'database', message: string) {
    super(message);
    this.blame = blame;
  }
}

/**
 * Opens `sqlite:FILE` or `postgres://…`, creates or migrates the schema, and gives a database without
 * county the synthetic default one. Rejects with `CountyStoreError`.
 */
export async function openCountyStore(dbUrl: string, options: OpenOptions = {}): Promise<CountyStore> {
  const address = parseDatabaseAddress(dbUrl);
  if (!address.ok) throw new CountyStoreError('arguments', address.error);
  const means = {
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    crypto: options.crypto ?? nodeCrypto,
  };
  const { db, assertDurable } = connect(address.value);
  try {
    const tooNew = await migrate(db as Kysely<unknown>, address.value.engine, means);
    if (tooNew !== undefined)
      throw new CountyStoreError(
        'database',
        `${place(address.value)} was written by a newer release (schema ${tooNew.found}, this one knows ${tooNew.known}); update this program`,
      );
    if (options.init !== undefined) {
      const initialised = await initCounty(db, { ...means, engine: address.value.engine }, options.init);
      if (!initialised.ok) throw new CountyStoreError('database', initialised.error);
    }
    let owner = await readCounty(db, means.crypto);
    if (owner === undefined) {
      await db
        .transaction()
        .execute((tx) => createCounty(tx, { ...means, engine: address.value.engine }, DEFAULT_COUNTY, true));
      owner = await readCounty(db, means.crypto);
    }
    if (owner === undefined) throw new Error('a county that was just created is not there');
    await assertDurable();
    return {
      db,
      engine: address.value.engine,
      county: owner.county,
      ...means,
      close: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    if (error instanceof CountyStoreError) throw error;
    // A replica, or a file system that takes nothing: also what only reads leaves a trace here.
    if (/read-?only/i.test(reason(error)))
      throw new CountyStoreError(
        'database',
        `${place(address.value)} can only be read; whatever leaves it is noted in its audit log, so name the database that can be written`,
      );
    throw new CountyStoreError('database', `${place(address.value)} cannot be used: ${reason(error)}`);
  }
}

interface Connection {
  readonly db: Kysely<Schema>;
  /** Throws when an acknowledged commit could be lost in a power cut. Asked after a write. */
  readonly assertDurable: () => Promise<void>;
}

function connect(address: DatabaseAddress): Connection {
  if (address.engine === 'postgres') {
    const db = new Kysely<Schema>({ dialect: postgresDialect(address.url) });
    return { db, assertDurable: () => assertSynchronousCommit(db) };
  }
  try {
    const database = openSqlite(address.file);
    const db = new Kysely<Schema>({ dialect: sqliteDialect(database) });
    return {
      db,
      assertDurable: async () => {
        // The driver lowers its level with the first write only, so there has to be one on every opening.
        await db.transaction().execute((tx) =>
          tx
            .updateTable('counties')
            .set((eb) => ({ name: eb.ref('name') }))
            .execute(),
        );
        assertFull(database);
      },
    };
  } catch (error) {
    throw new CountyStoreError('database', `${place(address)} cannot be opened: ${reason(error)}`);
  }
}

async function assertSynchronousCommit(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'
  `.execute(db);
  const [careless] = rows;
  if (careless !== undefined)
    throw new Error(`its setting ${careless.name} is off, which loses commits; turn it on`);
}

/** Without password. */
function place(address: DatabaseAddress): string {
  if (address.engine === 'sqlite') return `sqlite:${address.file}`;
  return address.url.replace(/\/\/[^@/]*@/, '//');
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
