import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { syncDirectory } from '../../../shared/store/open.ts';

/** Names inside `dataDir`. */
export const STORE_FILE = 'terminal.db';
const KEY_FILE = 'terminal.key';
const LOCK_FILE = 'terminal.lock';
const HOLDER_FILE = 'terminal.pid';

/** Created for its owner alone. */
export function createDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
}

/**
 * Holds `dataDir` for this process; `undefined` when another one does. The lock is the operating
 * system's, taken through SQLite, so that it ends with the process however that ends.
 */
export function lockDataDir(dataDir: string, toStay = true): Sqlite | undefined {
  const lock = new Database(join(dataDir, LOCK_FILE), { timeout: 0 });
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
    writeFileSync(join(dataDir, HOLDER_FILE), `${process.pid}\n`);
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
  const pid = readIfThere(join(dataDir, HOLDER_FILE))?.trim() ?? '';
  return `another terminal process${/^\d{1,10}$/.test(pid) ? ` (${pid})` : ''}`;
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
