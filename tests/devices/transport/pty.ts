import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A pair of joined serial ports, made by socat. */
export interface PtyPair {
  readonly driverEnd: string;
  readonly deviceEnd: string;
  /** Takes both ports away, as when a cable is pulled. */
  unplug(): Promise<void>;
}

const HOW = 'socat is missing; it makes the pseudo-terminals of this test: apt-get install socat';

/** Whether this machine has socat. Without it, says so by name; with CI=true that is a failure. */
export function hasSocat(): boolean {
  if (process.platform !== 'win32' && spawnSync('socat', ['-V']).error === undefined) return true;
  if (process.env['CI'] === 'true') throw new Error(HOW);
  console.warn(HOW);
  return false;
}

export async function openPtyPair(): Promise<PtyPair> {
  const folder = mkdtempSync(join(tmpdir(), 'songbai-pty-'));
  const driverEnd = join(folder, 'driver');
  const deviceEnd = join(folder, 'device');
  const ends = [driverEnd, deviceEnd].map((link) => `pty,raw,echo=0,link=${link}`);
  const socat: ChildProcess = spawn('socat', ends, { stdio: 'ignore' });
  let missing = false;
  const exited = once(socat, 'exit').catch(() => (missing = true));
  while (!existsSync(driverEnd) || !existsSync(deviceEnd)) {
    if (missing) throw new Error(HOW);
    if (socat.exitCode !== null) throw new Error(`socat ended with ${socat.exitCode}`);
    await delay(5);
  }
  return {
    driverEnd,
    deviceEnd,
    async unplug() {
      socat.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
