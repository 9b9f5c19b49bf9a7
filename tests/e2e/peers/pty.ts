import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Two ends of a virtual serial cable. */
export interface PtyPair {
  readonly near: string;
  readonly far: string;
  /** Pulls the cable: both ends vanish. */
  close(): Promise<void>;
}

/** Lays a pseudo-terminal pair at the two paths with socat. */
export async function openPty(near: string, far: string): Promise<PtyPair> {
  const socat = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], {
    stdio: 'ignore',
  });
  const exited = new Promise<void>((resolve) => {
    socat.once('exit', () => resolve());
    socat.once('error', () => resolve());
  });
  for (let tries = 0; !(existsSync(near) && existsSync(far)); tries++) {
    if (tries > 400 || socat.exitCode !== null)
      throw new Error('socat did not lay a cable; apt-get install socat');
    await pause(10);
  }
  return {
    near,
    far,
    async close() {
      socat.kill('SIGTERM');
      await exited;
    },
  };
}

/** Whether virtual serial cables can be laid; on a build server their absence is a failure, not a skip. */
export function haveSocat(): boolean {
  if (spawnSync('socat', ['-V']).status === 0) return true;
  const message = 'socat is missing, virtual serial cables cannot be laid: apt-get install socat';
  if (process.env['CI'] !== undefined) throw new Error(message);
  process.stderr.write(`not run: ${message}\n`);
  return false;
}
