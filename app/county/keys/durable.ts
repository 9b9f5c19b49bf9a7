import {
  chownSync,
  closeSync,
  fchownSync,
  fsyncSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Random } from '../../../shared/clock/clock.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { syncDirectory } from '../../../shared/store/open.ts';
import { createPrivateFolder, openPrivate } from '../../../shared/store/private.ts';

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Durable content first, then the durable name: a cut leaves no file or a whole one. Drafts have names of
 * their own, because two processes may write the same key at once.
 */
export function writeDurably(
  { random, owner }: { readonly random: Random; readonly owner?: FileOwner },
  path: string,
  text: string,
): Result<void, string> {
  const draft = `${path}.new-${Buffer.from(random.bytes(6)).toString('hex')}`;
  let drafted = false;
  try {
    const folder = dirname(resolve(path));
    const made = createPrivateFolder(folder);
    if (made !== undefined && owner !== undefined) chownSync(folder, owner.uid, owner.gid);
    const handle = openPrivate(draft);
    drafted = true;
    try {
      if (owner !== undefined) fchownSync(handle, owner.uid, owner.gid);
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, path);
    syncDirectory(folder);
    if (made !== undefined) syncAbove(folder, made);
    return ok(undefined);
  } catch (error) {
    if (drafted) rmSync(draft, { force: true });
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    return err(`${path} cannot be written: ${reason}`);
  }
}

/** Each new folder is a name in the one above it. */
function syncAbove(folder: string, uppermost: string): void {
  for (let at = folder; at.length >= uppermost.length; at = dirname(at)) syncDirectory(dirname(at));
}

/** Drafts that a cut left hold the keys as they were. */
export function clearDrafts(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder))
    if (name.startsWith(`${basename(path)}.new-`)) rmSync(join(folder, name), { force: true });
}
