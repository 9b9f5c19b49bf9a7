import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './postgres.ts';
import { startCluster } from './postgres.ts';

/** What a file of tests has of it. */
export type SharedCluster = Pick<Cluster, 'database' | 'stop'>;

/** What the first file of a run leaves for the others, and for the end. */
interface Shared {
  readonly port: number;
  /** The command that ends the server. */
  readonly stop: readonly [string, readonly string[]];
  readonly directory: string;
}

const CLUSTER = 'postgres';
const READY = 'postgres.json';

/**
 * The PostgreSQL server of this run of tests: `initdb` and a start take seconds, and a dozen files need one.
 * Each database has a name of its own. Whoever crashes a server or follows it with a standby starts its own.
 */
export async function sharedCluster(bin: string): Promise<SharedCluster> {
  const folder = process.env['SONGBAI_TEST_RUN'];
  // Alone, without the run's set-up.
  if (folder === undefined) return await startCluster(bin);
  const { port } = await sharedIn(folder, bin);
  // Keys of counties in PostgreSQL lie in the account's data folder: not the tester's own.
  const home = process.env['XDG_DATA_HOME'];
  process.env['XDG_DATA_HOME'] = mkdtempSync(join(tmpdir(), 'songbai-keys-'));
  return {
    database(name) {
      const unique = `${name}_${randomBytes(6).toString('hex')}`;
      execFileSync(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'songbai', unique]);
      return `postgres://songbai@127.0.0.1:${port}/${unique}`;
    },
    stop() {
      if (home === undefined) delete process.env['XDG_DATA_HOME'];
      else process.env['XDG_DATA_HOME'] = home;
    },
  };
}

async function sharedIn(folder: string, bin: string): Promise<Shared> {
  const ready = join(folder, READY);
  const place = join(folder, CLUSTER);
  while (!existsSync(ready)) {
    if (!isFirst(place)) {
      await pause(50);
      continue;
    }
    // Whoever comes after a start that failed tries again.
    const cluster = await startCluster(bin).catch((error: unknown) => {
      rmSync(place, { recursive: true });
      throw error;
    });
    const address = new URL(cluster.database('postgres_of_this_run'));
    const shared: Shared = { port: Number(address.port), ...cluster.server };
    writeFileSync(`${ready}.part`, JSON.stringify(shared));
    renameSync(`${ready}.part`, ready);
    return shared;
  }
  return JSON.parse(readFileSync(ready, 'utf8')) as Shared;
}

/** Making a folder succeeds once. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** At the end of the run, by another process than the one that started it. */
export function stopSharedCluster(folder: string): void {
  const ready = join(folder, READY);
  if (!existsSync(ready)) return;
  const { stop, directory } = JSON.parse(readFileSync(ready, 'utf8')) as Shared;
  execFileSync(stop[0], [...stop[1]], { cwd: '/', stdio: 'ignore' });
  rmSync(directory, { recursive: true, force: true });
}
