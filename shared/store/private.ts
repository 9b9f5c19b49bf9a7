import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  realpathSync,
  statSync,
} from 'node:fs';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';

/** Personal data and keys rest in files that their owner alone can read, in folders that nobody else can list. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const FOR_OTHERS = 0o077;
/** A folder like /tmp: everyone keeps files there, so nobody may close it. */
const STICKY = 0o1000;

/** Windows has no such modes: there the folder's access list decides, which files inherit. */
const HAS_MODES = process.platform !== 'win32';

/**
 * Opens a new file for its owner alone, whatever the umask; throws when there is one already. The mode comes
 * with the name: narrowed afterwards, it would be open to whoever was quick.
 */
export function openPrivate(file: string): number {
  const handle = openSync(file, 'wx', PRIVATE_FILE);
  // A umask takes away only; one that takes from the owner too would lock us out at the next start.
  fchmodSync(handle, PRIVATE_FILE);
  return handle;
}

/**
 * An empty file for its owner alone, if there is none. For SQLite, which takes it for a new database and
 * gives its `-wal`, `-shm` and `-journal` the mode of the database.
 */
export function createPrivate(file: string): void {
  try {
    closeSync(openPrivate(file));
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/**
 * The folder, and those above it that are not there, for its owner alone; the uppermost one that was made.
 * One that is there stays as it is.
 */
export function createPrivateFolder(folder: string): string | undefined {
  return mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
}

/**
 * Puts right the modes of files and folders that an older release, a copy or a hand left open; names that
 * are not there are passed over. One line to report when something was put right; the error is one line when
 * it is not ours to put right.
 */
export function keepPrivate(paths: readonly string[]): Result<string | undefined, string> {
  const closed: string[] = [];
  for (const path of HAS_MODES ? paths : []) {
    const found = statSync(path, { throwIfNoEntry: false });
    // A link may lead to a device, whose mode is the whole machine's.
    if (found === undefined || !(found.isFile() || found.isDirectory())) continue;
    const verdict = judge(found, process.geteuid?.() ?? 0);
    if (verdict === 'private') continue;
    const mode = found.isDirectory() ? PRIVATE_FOLDER : PRIVATE_FILE;
    if (verdict === 'not-ours') return err(refusal(path, found, mode));
    if (verdict === 'shared')
      return err(`${path} is a folder that everyone keeps files in; name a folder of its own`);
    try {
      chmodSync(path, mode);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) continue;
      return err(refusal(path, found, mode));
    }
    closed.push(`${path} (${octal(found.mode)}, now ${octal(mode)})`);
  }
  return ok(closed.length === 0 ? undefined : `others could read ${closed.join(', ')}`);
}

/** A SQLite database and what SQLite keeps beside it, which is where a link leads. */
export function sqliteFiles(file: string): readonly string[] {
  const real = existsSync(file) ? realpathSync(file) : file;
  return [file, `${real}-wal`, `${real}-shm`, `${real}-journal`];
}

interface Found {
  readonly mode: number;
  readonly uid: number;
  isDirectory(): boolean;
}

/** Root may put right what belongs to anybody: the owner keeps what they have. */
export function judge(found: Found, user: number): 'private' | 'put-right' | 'not-ours' | 'shared' {
  if ((found.mode & FOR_OTHERS) === 0) return 'private';
  if (found.isDirectory() && (found.mode & STICKY) !== 0) return 'shared';
  return user === 0 || user === found.uid ? 'put-right' : 'not-ours';
}

function refusal(path: string, { mode, uid }: Found, right: number): string {
  const who = (mode & 0o007) === 0 ? 'its group' : 'everyone on this machine';
  return `${path} is open to ${who} (mode ${octal(mode)}) and belongs to user ${uid}, not to ${process.geteuid?.()}; as its owner or root write "chmod ${octal(right)} ${path}"`;
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, '0');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
