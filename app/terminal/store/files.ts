import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { Result } from '../../../shared/result/result.ts';
import { syncDirectory } from '../../../shared/store/open.ts';
import { createPrivate, createPrivateFolder, keepPrivate } from '../../../shared/store/private.ts';

/** Names inside `dataDir`. */
export const STORE_FILE = 'terminal.db';
const KEY_FILE = 'terminal.key';
const LOCK_FILE = 'terminal.lock';

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

/**
 * Holds `dataDir` for this process; `undefined` when another one does. The lock is the operating
 * system's, taken through SQLite, so that it ends with the process however that ends.
 */
export function lockDataDir(dataDir: string): Sqlite | undefined {
  const file = join(dataDir, LOCK_FILE);
  createPrivate(file);
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) return undefined;
    throw cause;
  }
}

/** The terminal's signing key, made on this machine at the first start; it never leaves it. */
export function loadOrMakeKey(dataDir: string, crypto: CryptoProvider): Signer {
  const file = join(dataDir, KEY_FILE);
  const existing = readIfThere(file);
  if (existing !== undefined) return crypto.signer(existing.trim());
  const { signer, privateKey } = crypto.generateKey();
  // Written whole under another name and renamed: a power cut never leaves half a key.
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', 0o600);
  writeSync(handle, `${privateKey}\n`);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
  syncDirectory(dataDir);
  return signer;
}

/** The key as it lies there, for the audit command; `undefined` when there is none. */
export function loadKey(dataDir: string, crypto: CryptoProvider): Signer | undefined {
  const existing = readIfThere(join(dataDir, KEY_FILE));
  return existing === undefined ? undefined : crypto.signer(existing.trim());
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}
