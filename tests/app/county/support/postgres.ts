import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Said where PostgreSQL is missing. */
export const POSTGRES_MISSING =
  'PostgreSQL is not installed, so the county store is tried on SQLite only (apt-get install postgresql-15)';

const BINARIES = '/usr/lib/postgresql';

/** Directory of `initdb` and `pg_ctl` of the newest version that Debian installed. Throws in CI without. */
export function postgresBinaries(): string | undefined {
  const bin = newestBinaries();
  if (bin === undefined && process.env['CI'] !== undefined) throw new Error(POSTGRES_MISSING);
  return bin;
}

function newestBinaries(): string | undefined {
  if (!existsSync(BINARIES)) return undefined;
  const [newest] = readdirSync(BINARIES).sort((a, b) => Number(b) - Number(a));
  const bin = newest === undefined ? undefined : join(BINARIES, newest, 'bin');
  return bin !== undefined && existsSync(join(bin, 'initdb')) ? bin : undefined;
}

export interface Cluster {
  /** Creates an empty database; gives its address. */
  database(name: string): string;
  stop(): void;
}

/** A cluster of its own in a temporary directory, on loopback. Its server refuses to run as root. */
export async function startCluster(bin: string): Promise<Cluster> {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-pg-'));
  chmodSync(directory, 0o755);
  const asRoot = userInfo().uid === 0;
  if (asRoot) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
    );
    chownSync(directory, uid ?? 0, gid ?? 0);
  }
  const run = (program: string, ...args: readonly string[]): void => {
    const command = [join(bin, program), ...args];
    const [first = '', ...rest] = asRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    execFileSync(first, rest, { cwd: directory, stdio: 'ignore' });
  };
  // Keys of counties in PostgreSQL lie in the account's data folder: not the tester's own.
  const home = process.env['XDG_DATA_HOME'];
  process.env['XDG_DATA_HOME'] = directory;
  const port = await freePort();
  const data = join(directory, 'data');
  run('initdb', '-D', data, '-U', 'songbai', '-A', 'trust', '-E', 'UTF8', '--locale', 'C', '-N');
  run(
    'pg_ctl',
    '-D',
    data,
    '-w',
    '-l',
    join(directory, 'log'),
    '-o',
    `-h 127.0.0.1 -p ${port} -k ${directory}`,
    'start',
  );
  return {
    database(name) {
      run('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'songbai', name);
      return `postgres://songbai@127.0.0.1:${port}/${name}`;
    },
    stop() {
      if (home === undefined) delete process.env['XDG_DATA_HOME'];
      else process.env['XDG_DATA_HOME'] = home;
      run('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
