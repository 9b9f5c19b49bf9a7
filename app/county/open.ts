import { statSync } from 'node:fs';
import type { Transaction } from 'kysely';
import { Kysely, sql } from 'kysely';
import type { Clock, Random } from '../../shared/clock/clock.ts';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import type { CryptoProvider } from '../../shared/protocol/crypto.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import type { CountyDescription } from './settings/county.ts';
import { COUNTY } from './domains.ts';
import { createPrivate, keepPrivate, sqliteFiles } from '../../shared/store/private.ts';
import { vaultFor } from './keys/choose.ts';
import { moveKeysOut } from './keys/move-out.ts';
import { createCounty, DEFAULT_COUNTY, initCounty, readCounty, VaultError } from './settings/county.ts';
import type { CountyStore } from './store/county-store.ts';
import { CountyStoreError } from './store/county-store.ts';
import type { DatabaseAddress, Engine } from './store/dialect.ts';
import {
  assertFull,
  openSqlite,
  parseDatabaseAddress,
  postgresDialect,
  sqliteDialect,
} from './store/dialect.ts';
import { lockSetup, migrate } from './store/migrate.ts';
import { plainWire } from './store/postgres/plain-wire.ts';
import type { Limits } from './store/postgres/limits.ts';
import { SERVING, WORKING } from './store/postgres/limits.ts';
import type { Schema } from './store/schema.ts';
import { shownAddress } from './store/messages/shown-address.ts';
import { firstLine, troubleInWords } from './store/messages/trouble.ts';

export interface OpenOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly crypto?: CryptoProvider;
  /** `county init`: names the county before anything is read. */
  readonly init?: CountyDescription;
  /** A service: nothing in PostgreSQL is waited for longer than whoever asks would wait. */
  readonly serving?: boolean;
  /** Nothing is committed unless PostgreSQL asks a synchronous standby (同步备库) for it as well. */
  readonly requireSync?: boolean;
  /** The work signs or makes handles: a key that is not there is refused at once. */
  readonly needsKeys?: boolean;
  /** Told, a line each, what was put right or should be, and what long work is waiting for; default: nobody. */
  readonly report?: (line: string) => void;
}

/**
 * Opens `sqlite:FILE` or `postgres://…`, creates or migrates the schema, moves keys of an older release out,
 * and gives a database without county the synthetic default one. Rejects with `CountyStoreError`.
 */
export async function openCountyStore(dbUrl: string, options: OpenOptions = {}): Promise<CountyStore> {
  const address = parseDatabaseAddress(dbUrl);
  if (!address.ok) throw new CountyStoreError('arguments', address.error);
  const { report = () => undefined, requireSync = false } = options;
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const crypto = options.crypto ?? nodeCrypto;
  if (requireSync && address.value.engine === 'sqlite')
    throw new CountyStoreError('arguments', '--require-sync is for PostgreSQL; a file has no standby');
  // Setting up may take its time; serving may not.
  const { db, assertDurable } = connect(address.value, options, WORKING);
  // Behind `connect`, which makes the file whose owner has to be able to read the keys.
  const vault = vaultFor(address.value, { crypto, random, report });
  const means = { clock, random, crypto, vault };
  try {
    const tooNew = await migrate(
      db as Kysely<unknown>,
      address.value.engine,
      { ...means, sealed: COUNTY.sealed },
      COUNTY.migrations,
    );
    if (tooNew !== undefined)
      throw new CountyStoreError(
        'database',
        `${place(address.value)} was written by a newer release (schema ${tooNew.found}, this one knows ${tooNew.known}); update this program`,
      );
    const moved = await moveKeysOut({ db, engine: address.value.engine, vault, report });
    if (!moved.ok) throw new CountyStoreError('database', moved.error);
    const { init } = options;
    if (init !== undefined) {
      const initialised = await setUp(db, address.value.engine, (tx) =>
        initCounty(tx, { ...means, engine: address.value.engine }, init),
      );
      if (!initialised.ok) throw new CountyStoreError('database', initialised.error);
    }
    const owner =
      (await readCounty(db, vault)) ??
      (await setUp(db, address.value.engine, async (tx) => {
        // Another process may have been quicker.
        if ((await readCounty(tx, vault)) === undefined)
          await createCounty(tx, { ...means, engine: address.value.engine }, DEFAULT_COUNTY, true);
        return await readCounty(tx, vault);
      }));
    if (owner === undefined) throw new Error('a county that was just created is not there');
    const { county } = owner;
    const whose = { county: county.code, publicKey: county.signer.publicKey };
    const keys = options.needsKeys === true ? owner.keys() : vault.guard(whose);
    if (!keys.ok) throw new CountyStoreError('database', keys.error.message);
    await assertDurable();
    const lasting = options.serving === true ? await reopened(db, address.value, options) : db;
    return {
      db: lasting,
      engine: address.value.engine,
      county,
      clock,
      random,
      crypto,
      keysIn: vault.where(whose),
      close: () => lasting.destroy(),
    };
  } catch (error) {
    await db.destroy();
    if (error instanceof CountyStoreError) throw error;
    if (error instanceof VaultError) throw new CountyStoreError('database', error.message);
    // A replica, or a file system that takes nothing: also what only reads leaves a trace here.
    if (/read-?only/i.test(reason(error)))
      throw new CountyStoreError(
        'database',
        `${place(address.value)} can only be read; whatever leaves it is noted in its audit log, so name the database that can be written`,
      );
    throw new CountyStoreError('database', `${place(address.value)} cannot be used: ${reason(error)}`);
  }
}

/** One process at a time sets a database up, so that two `init` do not make two counties. */
async function setUp<T>(
  db: Kysely<Schema>,
  engine: Engine,
  work: (tx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  return await db.transaction().execute(async (tx) => {
    await lockSetup(tx, engine);
    return await work(tx);
  });
}

async function reopened(
  db: Kysely<Schema>,
  address: DatabaseAddress,
  options: OpenOptions,
): Promise<Kysely<Schema>> {
  if (address.engine === 'sqlite') return db;
  await db.destroy();
  return connect(address, options, SERVING).db;
}

interface Connection {
  readonly db: Kysely<Schema>;
  /** Throws when an acknowledged commit could be lost in a power cut. Asked after a write. */
  readonly assertDurable: () => Promise<void>;
}

function connect(address: DatabaseAddress, options: OpenOptions, limits: Limits): Connection {
  if (address.engine === 'postgres') {
    const { requireSync = false, report, serving } = options;
    const plain = plainWire(address.url);
    if (plain !== undefined && limits === WORKING) report?.(`${place(address)}: ${plain}`);
    const dialect = postgresDialect(address.url, {
      limits,
      requireSync,
      // What a service waits for, it does not wait for long.
      ...(report === undefined || (serving === true && limits === SERVING) ? {} : { notice: report }),
    });
    const db = new Kysely<Schema>({ dialect });
    return {
      db,
      assertDurable: async () => {
        await assertSynchronousCommit(db);
        // Every transaction asks for the standby: an empty one, to be refused at the start rather than later.
        if (requireSync) await db.transaction().execute(async () => undefined);
      },
    };
  }
  closeToOthers(address.file, options.report ?? (() => undefined));
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

/** Everybody's data: the file and its logs are for their owner alone, from the first byte. */
function closeToOthers(file: string, report: (line: string) => void): void {
  if (file === ':memory:') return;
  if (!hasBytes(file) && hasBytes(`${file}-wal`))
    throw new CountyStoreError(
      'database',
      `sqlite:${file} is gone and its log is there, which a new one would destroy; put the file back, or give "restore" a safety copy`,
    );
  try {
    createPrivate(file);
  } catch (error) {
    throw new CountyStoreError('database', `sqlite:${file} cannot be opened: ${reason(error)}`);
  }
  const kept = keepPrivate(sqliteFiles(file));
  if (!kept.ok) throw new CountyStoreError('database', kept.error);
  if (kept.value !== undefined) report(kept.value);
}

function hasBytes(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** `local` passes: it is on this server's disk. Whether a standby holds it too is asked by `requireSync`. */
async function assertSynchronousCommit(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'
  `.execute(db);
  const [careless] = rows;
  if (careless !== undefined)
    throw new Error(`its setting ${careless.name} is off, which loses commits; turn it on`);
}

function place(address: DatabaseAddress): string {
  return address.engine === 'sqlite' ? `sqlite:${address.file}` : shownAddress(address.url);
}

function reason(error: unknown): string {
  return shownAddress(troubleInWords(error) ?? firstLine(error));
}
