import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { DatabaseConnection, Dialect, SqliteDatabase } from 'kysely';
import { CompiledQuery, PostgresDialect, SqliteDialect, SqliteDriver } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { WORKING } from './postgres/limits.ts';
import type { PoolOptions } from './postgres/pool.ts';
import { CountyPool } from './postgres/pool.ts';
import { shownAddress } from './messages/shown-address.ts';

export type Engine = 'sqlite' | 'postgres';

/** `sqlite:FILE` or `postgres://…`, as given to `--db`. */
export type DatabaseAddress =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string };

export function parseDatabaseAddress(text: string): Result<DatabaseAddress, string> {
  if (/^postgres(ql)?:\/\//.test(text)) return ok({ engine: 'postgres', url: text });
  if (text.startsWith('sqlite:')) {
    const file = text.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
    if (file !== '') return ok({ engine: 'sqlite', file });
  }
  return err(
    `--db ${JSON.stringify(shownAddress(text))} is not a database; write sqlite:FILE or postgres://user@host/name`,
  );
}

/** How long a transaction waits for that of another process, e.g. `review` beside a running `serve`. */
const BUSY_MS = 10_000;
const BUSY_STEP_MS = 15;

/**
 * SQLite opens a transaction as a reader by default and fails when it has to become a writer too late.
 * Waiting for the lock leaves the event loop free, which SQLite's own wait would not.
 */
class WritingSqliteDriver extends SqliteDriver {
  readonly #inTransaction: () => boolean;

  constructor(database: SqliteDatabase, inTransaction: () => boolean) {
    super({ database });
    this.#inTransaction = inTransaction;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const deadline = performance.now() + BUSY_MS;
    for (;;) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
      await pause(BUSY_STEP_MS);
    }
  }

  /**
   * On a full or failing disk SQLite takes the whole transaction back by itself. Doing it once more fails, and
   * that would be told in place of what happened.
   */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#inTransaction()) await super.rollbackTransaction(connection);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

class WritingSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;
  readonly #inTransaction: () => boolean;

  constructor(database: SqliteDatabase, inTransaction: () => boolean) {
    super({ database });
    this.#database = database;
    this.#inTransaction = inTransaction;
  }

  override createDriver(): SqliteDriver {
    return new WritingSqliteDriver(this.#database, this.#inTransaction);
  }
}

const CACHED_STATEMENTS = 200;

/** Opens FILE (created when missing) with the durability that acknowledged records need. */
export function openSqlite(file: string): Database.Database {
  const database = new Database(file, { timeout: BUSY_MS });
  database.pragma('journal_mode = WAL');
  database.pragma(`busy_timeout = ${BUSY_STEP_MS}`);
  setFull(database);
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = OFF');
  return database;
}

/**
 * The driver's build lowers `synchronous` to NORMAL with the first write after opening in WAL mode,
 * unless it was set by hand; NORMAL loses acknowledged commits in a power cut.
 */
function setFull(database: Database.Database): void {
  database.pragma('synchronous = FULL');
}

/** Call after a write: throws when a power cut could lose commits. */
export function assertFull(database: Database.Database): void {
  const level = database.pragma('synchronous', { simple: true });
  const mode = database.pragma('journal_mode', { simple: true });
  const durable = mode === 'memory' || (mode === 'wal' && level === 2);
  if (!durable)
    throw new Error(`SQLite is not durable: journal_mode ${String(mode)}, synchronous ${String(level)}`);
}

export function sqliteDialect(database: Database.Database): Dialect {
  const cache = new Map<string, Database.Statement>();
  const cached: SqliteDatabase = {
    close: () => database.close(),
    prepare(query) {
      const known = cache.get(query);
      if (known !== undefined) return known;
      const statement = database.prepare(query);
      // Only statements that run to their end in one call are kept: data statements, never BEGIN or DDL.
      if (!/^(select|insert|update)\b/.test(query)) return statement;
      const [oldest] = cache.keys();
      if (cache.size >= CACHED_STATEMENTS && oldest !== undefined) cache.delete(oldest);
      cache.set(query, statement);
      return statement;
    },
  };
  return new WritingSqliteDialect(cached, () => database.inTransaction);
}

/** PostgreSQL as a command uses it, unless `options` say otherwise. */
export function postgresDialect(url: string, options: PoolOptions = { limits: WORKING }): Dialect {
  return new PostgresDialect({ pool: new CountyPool(url, options) });
}
