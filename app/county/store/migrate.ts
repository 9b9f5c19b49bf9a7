import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Engine } from './dialect.ts';

/** One step of the schema, in a transaction of its own. */
export type Migration<Means> = (db: Kysely<unknown>, engine: Engine, means: Means) => Promise<void>;

/** Any constant: names the lock that keeps two processes from setting up one database at once. */
const SETUP_LOCK = 990_101;

export interface SchemaTooNew {
  readonly kind: 'schema-too-new';
  readonly found: number;
  readonly known: number;
}

/**
 * Brings the database to the newest schema, each step in one transaction: a cut leaves the old version
 * or the new one. Position + 1 in `migrations` is the schema's version. A database of a newer release is left alone. Nothing is written where nothing is to be
 * done: a standby, which takes no writing, can be read.
 */
export async function migrate<Means>(
  db: Kysely<unknown>,
  engine: Engine,
  means: Means,
  migrations: readonly Migration<Means>[],
): Promise<SchemaTooNew | undefined> {
  if (!(await hasVersions(db, engine)))
    await db.transaction().execute(async (step) => {
      await lockSetup(step, engine);
      await sql`create table if not exists schema_version (version integer primary key)`.execute(step);
    });
  for (;;) {
    const found = await version(db);
    if (found > migrations.length) return { kind: 'schema-too-new', found, known: migrations.length };
    if (found === migrations.length) return undefined;
    await db.transaction().execute((step) => advance(step, engine, means, migrations));
  }
}

async function advance<Means>(
  step: Kysely<unknown>,
  engine: Engine,
  means: Means,
  migrations: readonly Migration<Means>[],
): Promise<void> {
  await lockSetup(step, engine);
  // Read again under the lock: another process may have been quicker.
  const found = await version(step);
  const migration = migrations[found];
  if (migration === undefined) return;
  await migration(step, engine, means);
  await sql`insert into schema_version (version) values (${sql.lit(found + 1)})`.execute(step);
}

async function version(db: Kysely<unknown>): Promise<number> {
  const { rows } = await sql<{
    version: number | null;
  }>`select max(version) as version from schema_version`.execute(db);
  return rows[0]?.version ?? 0;
}

async function hasVersions(db: Kysely<unknown>, engine: Engine): Promise<boolean> {
  const { rows } = await (engine === 'postgres'
    ? sql`select 1 where to_regclass('schema_version') is not null`
    : sql`select 1 from sqlite_schema where name = 'schema_version'`
  ).execute(db);
  return rows.length > 0;
}

/**
 * Held to the end of the transaction by whoever sets a database up: its tables, its county. SQLite's write
 * transactions exclude each other already.
 */
export async function lockSetup<DB>(step: Kysely<DB>, engine: Engine): Promise<void> {
  if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(SETUP_LOCK)})`.execute(step);
}
