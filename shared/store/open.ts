import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { assert } from '../result/assert.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';
import type { Migration } from './migrate.ts';
import { migrate } from './migrate.ts';
import { createPrivate } from './private.ts';

export type Sqlite = Database.Database;

export interface Store {
  readonly db: Sqlite;
  /** Where a damaged file was put aside; `db` is then a new, empty one. */
  readonly quarantined: string | undefined;
  close(): void;
}

export type OpenProblem =
  /** The file was written by a newer program; it is left as it is. */
  | { readonly kind: 'newer'; readonly found: number; readonly known: number }
  | { readonly kind: 'io'; readonly detail: string };

/**
 * Opens (or creates) a SQLite file that keeps every acknowledged commit through a power cut.
 * A file that fails its check is put aside, never deleted, and a new one takes its place.
 */
export function openStore(file: string, migrations: readonly Migration[]): Result<Store, OpenProblem> {
  try {
    removeInterruptedCreate(file);
    const isNew = !existsSync(file);
    const opened = openChecked(file);
    const quarantined = opened === undefined ? quarantine(file) : undefined;
    const db = opened ?? openChecked(file);
    if (db === undefined) return err({ kind: 'io', detail: `${file}: a new file is damaged at once` });
    if (isNew || quarantined !== undefined) syncDirectory(dirname(file));
    const version = migrate(db, migrations);
    if (!version.ok) {
      db.close();
      return version;
    }
    assertFullSync(db, migrations.length);
    return ok({ db, quarantined, close: () => closeStore(db) });
  } catch (cause) {
    if (cause instanceof Database.SqliteError || isSystemError(cause))
      return err({ kind: 'io', detail: `${file}: ${cause.message}` });
    throw cause;
  }
}

/** For the audit command and the like: nothing is created, migrated or written. */
export function openReadOnly(file: string): Sqlite {
  return new Database(file, { readonly: true, fileMustExist: true });
}

/** `undefined` when the content is damaged; throws on trouble with the disk or a lock. */
function openChecked(file: string): Sqlite | undefined {
  createPrivate(file);
  const db = new Database(file);
  try {
    // Our rows are short: a commit touches several pages and writes each of them whole to the log.
    // Only a file that is being created takes this.
    db.pragma('page_size = 2048');
    db.pragma('journal_mode = WAL');
    // better-sqlite3 is built with SQLITE_DEFAULT_WAL_SYNCHRONOUS=1: without this line the last commits
    // are lost in a power cut.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('secure_delete = ON');
    db.pragma('trusted_schema = OFF');
    // A small log that is written over again costs half the sync time of one that grows.
    db.pragma('wal_autocheckpoint = 800');
    db.pragma('journal_size_limit = 4194304');
    if (db.pragma('quick_check(1)', { simple: true }) === 'ok') return db;
  } catch (cause) {
    if (!isDamage(cause)) {
      db.close();
      throw cause;
    }
  }
  db.close();
  return undefined;
}

/**
 * The setting reads FULL until the first write and may fall to the build's default in that moment, so
 * it is read back after one: the schema number is written again as it is.
 */
function assertFullSync(db: Sqlite, version: number): void {
  db.pragma(`user_version = ${version}`);
  assert(db.pragma('synchronous', { simple: true }) === 2, 'synchronous is FULL after a write');
  assert(db.pragma('journal_mode', { simple: true }) === 'wal', 'the journal is a write-ahead log');
}

/** SQLite's own words for a content that cannot be. */
export function isDamage(cause: unknown): boolean {
  return (
    cause instanceof Database.SqliteError &&
    (cause.code === 'SQLITE_NOTADB' || cause.code.startsWith('SQLITE_CORRUPT'))
  );
}

/**
 * A file of no bytes is a create that the power cut short: nothing was ever committed to it, because
 * the first page is synced before the first commit. With a log beside it something else happened, and
 * both are put aside.
 */
function removeInterruptedCreate(file: string): void {
  if (!existsSync(file) || statSync(file).size > 0) return;
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > 0) quarantine(file);
  else for (const part of [file, log, `${file}-shm`]) rmSync(part, { force: true });
}

/** Moves the file, with its log so that it can be studied, to the first free `….damaged-N`. */
function quarantine(file: string): string {
  let number = 1;
  while (existsSync(`${file}.damaged-${number}`)) number += 1;
  const aside = `${file}.damaged-${number}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  syncDirectory(dirname(file));
  return aside;
}

/** Makes names (creations, renames) durable, which syncing a file does not. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function closeStore(db: Sqlite): void {
  if (db.open) db.close();
}

function isSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'errno' in cause && 'code' in cause;
}
