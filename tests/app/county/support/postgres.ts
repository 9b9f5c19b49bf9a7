import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
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
  /** Kills every process of the server at once, as a crash does, and starts it again. */
  crash(): Promise<void>;
  /** A standby that follows by streaming; gives the address there of a database here. */
  standby(address: string): Promise<string>;
  /** The server itself, for whoever ends it from elsewhere. */
  readonly server: { readonly stop: readonly [string, readonly string[]]; readonly directory: string };
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
  const command = (program: string, args: readonly string[]) => {
    const [first = '', ...rest] = [
      ...(asRoot ? ['runuser', '-u', 'postgres', '--'] : []),
      join(bin, program),
      ...args,
    ];
    return [first, rest, { cwd: directory, stdio: 'ignore' }] as const;
  };
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(...command(program, args));
  };
  /** While this process goes on. */
  const runBeside = async (program: string, ...args: readonly string[]): Promise<void> => {
    const [code] = (await once(spawn(...command(program, args)), 'close')) as [number | null];
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${code}`);
  };
  // Keys of counties in PostgreSQL lie in the account's data folder: not the tester's own.
  const home = process.env['XDG_DATA_HOME'];
  process.env['XDG_DATA_HOME'] = directory;
  const port = await freePort();
  const data = join(directory, 'data');
  const starting = (where: string, port: number): readonly string[] => {
    const options = `-h 127.0.0.1 -p ${port} -k ${directory}`;
    return ['-D', where, '-w', '-l', `${where}.log`, '-o', options, 'start'];
  };
  const stopping = (where: string): readonly string[] => ['-D', where, '-w', '-m', 'immediate', 'stop'];
  run('initdb', '-D', data, '-U', 'songbai', '-A', 'trust', '-E', 'UTF8', '--locale', 'C', '-N');
  run('pg_ctl', ...starting(data, port));
  const standbys: string[] = [];
  const [program, args] = command('pg_ctl', stopping(data));
  return {
    server: { stop: [program, args], directory },
    database(name) {
      run('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'songbai', name);
      return `postgres://songbai@127.0.0.1:${port}/${name}`;
    },
    async crash() {
      await runBeside('pg_ctl', ...stopping(data));
      await runBeside('pg_ctl', ...starting(data, port));
    },
    async standby(address) {
      const copy = join(directory, `standby${standbys.length}`);
      const source = ['-h', '127.0.0.1', '-p', String(port), '-U', 'songbai'];
      await runBeside(
        'pg_basebackup',
        ...source,
        '-D',
        copy,
        '-R',
        '-X',
        'stream',
        '-c',
        'fast',
        '--no-sync',
      );
      const url = new URL(address);
      url.port = String(await freePort());
      await runBeside('pg_ctl', ...starting(copy, Number(url.port)));
      standbys.push(copy);
      return url.href;
    },
    stop() {
      if (home === undefined) delete process.env['XDG_DATA_HOME'];
      else process.env['XDG_DATA_HOME'] = home;
      for (const one of [...standbys, data]) run('pg_ctl', ...stopping(one));
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
