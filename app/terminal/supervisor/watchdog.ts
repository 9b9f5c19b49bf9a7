import { execFile } from 'node:child_process';
import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../shared/clock/clock.ts';
import { inBackground } from '../../../shared/result/background.ts';

/**
 * Feeds systemd's watchdog, and only as long as the whole chain works: the screen paints, the disk takes
 * writes, no device driver is stuck. A process that merely runs is not healthy; a machine that is out of
 * service for a known reason and says so on its screen is, because a restart would not mend it.
 */

/** How often it is looked at, ms; the unit's `WatchdogSec` is four times as long. */
const EVERY = 5_000;
/** A screen says every 2 s that it paints; without one for this long something is wrong, ms. */
const PAINTED_WITHIN = 20_000;
/** From the start until the first paint, ms: building nothing, but migrating, checking and loading. */
const STARTS_WITHIN = 90_000;
/** A driver says something of its device after this long, even if it is `absent`, ms. */
const DEVICE_ANSWERS_WITHIN = 60_000;
const WRITTEN_WITHIN = 20_000;
/** A new version is kept when all was well for this long, ms. */
const PROVEN_AFTER = 300_000;

/** Times are monotonic ms. */
export interface Signs {
  readonly startedAt: number;
  readonly paintedAt: number | undefined;
  /** When the last probing write was safely on disk. */
  readonly writtenAt: number | undefined;
  /** Since when a driver has been starting without an end, if one is. */
  readonly deviceStartingSince: number | undefined;
}

/** What is wrong, in one word for the log; `undefined` when all is well. */
export function ailment(signs: Signs, now: number): 'screen' | 'disk' | 'device' | undefined {
  const young = now - signs.startedAt <= STARTS_WITHIN;
  if (signs.paintedAt === undefined ? !young : now - signs.paintedAt > PAINTED_WITHIN) return 'screen';
  if (signs.writtenAt === undefined ? !young : now - signs.writtenAt > WRITTEN_WITHIN) return 'disk';
  const since = signs.deviceStartingSince;
  if (since !== undefined && now - since > DEVICE_ANSWERS_WITHIN) return 'device';
  return undefined;
}

export interface WatchdogOptions {
  readonly clock: Clock;
  readonly paintedAt: () => number | undefined;
  readonly deviceStarting: () => boolean;
  /** Writes and syncs a few bytes where the store lies; rejects or never settles when the disk is ill. */
  readonly write: () => Promise<void>;
  readonly notify: (state: 'READY=1' | 'WATCHDOG=1') => void;
  /** Called once, when this version has been well for long enough to be kept. */
  readonly onProven: () => void;
}

/** @returns the function that ends it. */
export function startWatchdog(options: WatchdogOptions): () => void {
  const { clock } = options;
  const startedAt = clock.monotonic();
  let writtenAt: number | undefined;
  let writing = false;
  let deviceStartingSince: number | undefined;
  let wellSince: number | undefined;
  let ready = false;
  let proven = false;
  let stopped = false;
  let cancel = (): void => undefined;

  const write = async (): Promise<void> => {
    try {
      await options.write();
      writtenAt = clock.monotonic();
    } catch {
      // Says itself by growing old.
    }
    writing = false;
  };
  const probe = (): void => {
    if (writing) return;
    writing = true;
    inBackground(write());
  };
  const look = (): void => {
    if (stopped) return;
    const now = clock.monotonic();
    deviceStartingSince = options.deviceStarting() ? (deviceStartingSince ?? now) : undefined;
    const paintedAt = options.paintedAt();
    if (ailment({ startedAt, paintedAt, writtenAt, deviceStartingSince }, now) === undefined) {
      if (!ready && paintedAt !== undefined && writtenAt !== undefined) {
        ready = true;
        options.notify('READY=1');
      }
      wellSince ??= now;
      options.notify('WATCHDOG=1');
      if (ready && !proven && now - wellSince >= PROVEN_AFTER) {
        proven = true;
        options.onProven();
      }
    } else wellSince = undefined;
    probe();
    cancel = clock.after(EVERY, look);
  };
  look();
  return () => {
    stopped = true;
    cancel();
  };
}

/** Tells systemd, if it asked to be told; nothing happens elsewhere. */
export function notifySystemd(state: string, env: NodeJS.ProcessEnv = process.env): void {
  if (env['NOTIFY_SOCKET'] === undefined) return;
  // Node has no datagram sockets of the unix kind; systemd's own little program has.
  execFile('/usr/bin/systemd-notify', [state], { env }, () => undefined);
}

/** A probing write of a few bytes beside the store, on disk when it resolves. */
export function writeProbe(dataDir: string): () => Promise<void> {
  const file = join(dataDir, 'alive');
  return async () => {
    await writeFile(`${file}.new`, new Date().toISOString(), { mode: 0o600 });
    const handle = await open(`${file}.new`, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.new`, file);
  };
}

/** Leaves word for the updater's unit, which watches for this file; see `assets/deploy`. */
export async function markProven(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const folder = env['SONGBAI_UPDATE_DIR'];
  if (folder !== undefined) await writeFile(join(folder, 'proven'), '').catch(() => undefined);
}
