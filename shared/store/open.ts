import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { assert } from '../result/assert.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';
import type { Migration } from './migrate.ts';
import { migrate, readSchema } from './migrate.ts';
import { createPrivate } from './private.ts';

export type Sqlite = Database.Database;

/** Of every store that this program makes, bytes. */
export const PAGE_SIZE = 2048;

export interface Store {
  readonly db: Sqlite;
  /** Where a damaged file was put aside; `db` is then a new, empty one. */
  readonly quarantined: string | undefined;
  close(): void;
}

export type OpenProblem =
  /** The file was written by a newer program; it is left as it is. */
  | { readonly kind: 'newer'; readonly found: number; readonly known: number }
  /** The disk would not: `full` when there is no room on it. */
  | { readonly kind: 'io'; readonly full: boolean; readonly detail: string };

/** What lies under a name, looked at without changing it. */
export type Condition =
  | { readonly kind: 'absent' }
  /** No bytes, and none in a log beside it: a create that was cut short, or a file that was emptied. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'sound'; readonly version: number }
  | { readonly kind: 'newer'; readonly found: number; readonly known: number }
  | { readonly kind: 'damaged'; readonly why: string };

/**
 * Opens (or creates) a SQLite file that keeps every acknowledged commit through a power cut.
 * A file that fails its check is put aside, never deleted, and a new one takes its place.
 */
export function openStore(file: string, migrations: readonly Migration[]): Result<Store, OpenProblem> {
  return withDisk(file, () => {
    const condition = examineStore(file, migrations);
    if (condition.kind === 'newer') return err(condition);
    const quarantined = condition.kind === 'damaged' ? quarantine(file) : undefined;
    // Nothing was ever committed to a file of no bytes: the first page is synced before the first commit.
    if (condition.kind === 'empty') removeStore(file);
    const db = openFile(file);
    try {
      if (condition.kind !== 'sound') syncDirectory(dirname(file));
      migrate(db, migrations, condition.kind === 'sound' ? condition.version : 0);
      assertFullSync(db, migrations.length);
    } catch (cause) {
      db.close();
      throw cause;
    }
    return ok({ db, quarantined, close: () => closeStore(db) });
  });
}

/** Runs what touches the disk; its failures are values. */
export function withDisk<T, E>(file: string, work: () => Result<T, E>): Result<T, E | OpenProblem> {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Database.SqliteError || isSystemError(cause))
      return err({ kind: 'io', full: isFull(cause, file), detail: `${file}: ${cause.message}` });
    throw cause;
  }
}

/**
 * Looks at a file as it lies there; only the cache beside its log is written, and a transaction undone that a
 * power cut left half done in the file itself. Throws on trouble with the disk.
 */
export function examineStore(file: string, migrations: readonly Migration[]): Condition {
  if (!existsSync(file)) return hasBytes(`${file}-wal`) ? LOG_ALONE : { kind: 'absent' };
  if (!hasBytes(file)) return hasBytes(`${file}-wal`) ? LOG_ALONE : { kind: 'empty' };
  let db: Sqlite | undefined;
  try {
    if (hasBytes(`${file}-journal`)) undoHalfDone(file);
    // Read-only, so that closing it does not write a damaged file's log back into it.
    db = openReadOnly(file);
    const found: unknown = db.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') return { kind: 'damaged', why: String(found).split('\n')[0] ?? '' };
    const schema = readSchema(db, migrations);
    return schema.kind === 'known' ? { kind: 'sound', version: schema.version } : schema;
  } catch (cause) {
    if (isDamage(cause)) return { kind: 'damaged', why: cause.message };
    throw cause;
  } finally {
    db?.close();
  }
}

/**
 * A store is turned to its write-ahead log once, when it is made, and that step keeps a rollback journal. Cut
 * there, the journal must be played back before anything is read, which only who may write can do.
 */
function undoHalfDone(file: string): void {
  const db = new Database(file, { fileMustExist: true });
  try {
    db.pragma('schema_version');
  } finally {
    db.close();
  }
}

const LOG_ALONE: Condition = { kind: 'damaged', why: 'the file is gone and its log is there' };

function hasBytes(file: string): boolean {
  return existsSync(file) && statSync(file).size > 0;
}

/** For the audit command and the like: nothing is created, migrated or written. */
export function openReadOnly(file: string): Sqlite {
  return new Database(file, { readonly: true, fileMustExist: true });
}

function openFile(file: string): Sqlite {
  // Its log and cache take over who may read it.
  createPrivate(file);
  const db = new Database(file);
  try {
    // Our rows are short: a commit touches several pages and writes each of them whole to the log.
    // Only a file that is being created takes this.
    db.pragma(`page_size = ${PAGE_SIZE}`);
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
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
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

type Coded = Error & { readonly code?: string | undefined };

/** SQLite's own words for a content that cannot be. */
export function isDamage(cause: unknown): cause is Coded {
  return (
    cause instanceof Database.SqliteError &&
    (cause.code === 'SQLITE_NOTADB' || cause.code.startsWith('SQLITE_CORRUPT'))
  );
}

/** The files of one store: content, log, the cache of the log, and the journal of its making. */
export const STORE_PARTS = ['', '-wal', '-shm', '-journal'] as const;

export function removeStore(file: string): void {
  for (const part of STORE_PARTS) rmSync(file + part, { force: true });
}

/** The first free `….damaged-N`. */
export function asideName(file: string): string {
  let number = 1;
  while (STORE_PARTS.some((part) => existsSync(`${file}.damaged-${number}${part}`))) number += 1;
  return `${file}.damaged-${number}`;
}

/** Moves the file, with its log so that it can be studied, to the first free `….damaged-N`. */
export function quarantine(file: string): string {
  const aside = asideName(file);
  // A log of no bytes is what looking at the file left; its cache goes with it.
  if (!hasBytes(`${file}-wal`)) for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true });
  for (const part of STORE_PARTS) if (existsSync(file + part)) renameSync(file + part, aside + part);
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

export function isSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'errno' in cause && 'code' in cause;
}

const FULL_CODES = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT']);

/** SQLite calls a log that finds no room an I/O error: the disk itself is asked as well. */
function isFull(cause: Coded, file: string): boolean {
  if (FULL_CODES.has(cause.code ?? '')) return true;
  try {
    return statfsSync(dirname(file)).bavail === 0;
  } catch {
    return false;
  }
}
