import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { Result } from '../../../shared/result/result.ts';
import { isDamage, syncDirectory } from '../../../shared/store/open.ts';
import { createPrivate, createPrivateFolder, keepPrivate } from '../../../shared/store/private.ts';
import type { Marks } from './marks.ts';
import { marksText, parseMarks } from './marks.ts';

/** Names inside `dataDir`. */
export const STORE_FILE = 'terminal.db';
export const KEY_FILE = 'terminal.key';
export const MARKS_FILE = 'terminal.marks';
const LOCK_FILE = 'terminal.lock';
const HOLDER_FILE = 'terminal.pid';

/** Every name that the terminal gives in `dataDir`, whatever was put behind it: logs, copies put aside. */
const OURS = /^(terminal\.|alive)/;

/**
 * Creates the folder for its owner alone; one that is there is closed to others, with our files in it. A
 * line to report when that was needed; the error is one line.
 */
export function openDataDir(dataDir: string): Result<string | undefined, string> {
  createPrivateFolder(dataDir);
  const names = readdirSync(dataDir).filter((name) => OURS.test(name));
  return keepPrivate([dataDir, ...names.map((name) => join(dataDir, name))]);
}

/** Damaged stores that were put aside: as long as one lies there, records in it may be unsent. */
export function damagedStores(dataDir: string): readonly string[] {
  // A log may lie there without its file.
  const found = readdirSync(dataDir).map((name) => /^(terminal\.db\.damaged-\d+)(-wal)?$/.exec(name)?.[1]);
  return [...new Set(found.filter((name) => name !== undefined))];
}

/**
 * Holds `dataDir` for this process; `undefined` when another one does. The lock is the operating
 * system's, taken through SQLite, so that it ends with the process however that ends.
 */
export function lockDataDir(dataDir: string, toStay = true): Sqlite | undefined {
  const file = join(dataDir, LOCK_FILE);
  try {
    return lockFile(dataDir, file, toStay);
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    // Nothing ever stands in it: whatever does now is of no use to anybody.
    rmSync(file, { force: true });
    return lockFile(dataDir, file, toStay);
  }
}

function lockFile(dataDir: string, file: string, toStay: boolean): Sqlite | undefined {
  createPrivate(file);
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    if (toStay) noteHolder(dataDir);
    return lock;
  } catch (cause) {
    lock.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) return undefined;
    throw cause;
  }
}

/** For the line that a second one prints; the lock itself does not depend on it. */
function noteHolder(dataDir: string): void {
  try {
    const file = join(dataDir, HOLDER_FILE);
    createPrivate(file);
    writeFileSync(file, `${process.pid}\n`);
  } catch {
    // A full disk: then the line goes without the number.
  }
}

/** Who holds `dataDir` just now, in words for one line; `undefined` when nobody does. */
export function holderOf(dataDir: string): string | undefined {
  if (!existsSync(join(dataDir, LOCK_FILE))) return undefined;
  try {
    const lock = lockDataDir(dataDir, false);
    lock?.close();
    if (lock !== undefined) return undefined;
  } catch {
    // Cannot be looked at: whoever opens it for good says why.
    return undefined;
  }
  const noted = read(join(dataDir, HOLDER_FILE), (text) => text.trim());
  const pid = noted.kind === 'there' ? noted.value : '';
  return `another terminal process${/^\d{1,10}$/.test(pid) ? ` (${pid})` : ''}`;
}

/** What lies where a file of ours should be. */
export type Found<T> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'there'; readonly value: T };

/** The terminal's signing key. */
export function readKey(dataDir: string, crypto: CryptoProvider): Found<Signer> {
  return read(join(dataDir, KEY_FILE), (text) => {
    try {
      const signer = crypto.signer(text.trim());
      // A key of another kind is read as well; it does not do what ours does.
      const probe = new Uint8Array(1);
      return crypto.verify(signer.publicKey, probe, signer.sign(probe)) ? signer : undefined;
    } catch {
      return undefined;
    }
  });
}

/** Makes the key on this machine; it never leaves it. */
export function makeKey(dataDir: string, crypto: CryptoProvider): Signer {
  const { signer, privateKey } = crypto.generateKey();
  writeDurably(dataDir, KEY_FILE, `${privateKey}\n`);
  return signer;
}

export function readMarks(dataDir: string, crypto: CryptoProvider): Found<Marks> {
  return read(join(dataDir, MARKS_FILE), (text) => parseMarks(crypto, text));
}

/** Throws when the disk will not. */
export function writeMarks(dataDir: string, crypto: CryptoProvider, marks: Marks): void {
  writeDurably(dataDir, MARKS_FILE, marksText(crypto, marks));
}

/** Written whole under another name and renamed: a power cut leaves the old content or the new. */
function writeDurably(dataDir: string, name: string, content: string): void {
  const file = join(dataDir, name);
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    // All of it or an error: a disk that fills up takes half of a single write without a word.
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  syncDirectory(dataDir);
}

function read<T>(file: string, parse: (text: string) => T | undefined): Found<T> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { kind: 'absent' };
    throw cause;
  }
  const value = parse(text);
  return value === undefined ? { kind: 'damaged' } : { kind: 'there', value };
}
