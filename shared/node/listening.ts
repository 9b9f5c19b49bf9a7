import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Why nobody can listen there, in words that end with the option that helps; `undefined` when `listen` said
 * something else.
 * @param place as people read it: `port 7310`, `127.0.0.1:7320`
 */
export function listenProblem(
  error: unknown,
  place: string,
  port: number,
  option: string,
  proc = '/proc',
): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    const holder = holderOfPort(port, proc);
    const by = holder === undefined ? '' : ` by ${holder}`;
    return `${place} is taken${by}; choose another ${option}, or 0 for a free one`;
  }
  if (code === 'EACCES') return `${place} needs more rights; choose ${option} above 1023`;
  return undefined;
}

/**
 * Who listens on a TCP port of this machine, as `node county.ts (pid 4711)`. Where Linux does not tell (another
 * person's process, another system) `undefined`. Of its arguments only a script's name: others may be secret.
 */
export function holderOfPort(port: number, proc = '/proc'): string | undefined {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listeners(`${proc}/net/${table}`, port)));
  if (inodes.size === 0) return undefined;
  const pid = namesIn(proc).find(
    (name) =>
      /^\d+$/.test(name) &&
      namesIn(`${proc}/${name}/fd`).some((fd) => inodes.has(targetOf(`${proc}/${name}/fd/${fd}`))),
  );
  return pid === undefined ? undefined : `${programOf(`${proc}/${pid}`)} (pid ${pid})`;
}

/** LISTEN in the column `st` of /proc/net/tcp; proc_pid_net(5). */
const LISTEN = '0A';

/** `socket:[INODE]` of each socket that listens on the port. */
function listeners(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return textOf(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === LISTEN && local.endsWith(wanted))
    .map((columns) => `socket:[${columns[9]}]`);
}

function programOf(folder: string): string {
  const [program = '', script = ''] = textOf(`${folder}/cmdline`)
    .split('\0')
    .filter((word, at) => at === 0 || !word.startsWith('-'));
  const name = basename(program) || textOf(`${folder}/comm`).trim();
  return /\.[cm]?[jt]s$/.test(script) ? `${name} ${basename(script)}` : name;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
