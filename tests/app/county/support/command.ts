import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = 'app/county/cli/county.ts';

/** `npm run county -- …` without npm. */
export async function county(...args: readonly string[]): Promise<Ended> {
  return await program(MAIN, ...args);
}

/** Any program of ours. */
export function program(main: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { encoding: 'utf8' }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

/** The same, not waited for: what it says on stderr can be followed. */
export function begun(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const heard = new EventEmitter();
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    heard.emit('more');
  });
  const ended = once(child, 'close').then(([code]): Ended => ({ code: Number(code ?? -1), stdout, stderr }));
  return {
    child,
    ended,
    /** Resolves with what matched on stderr; rejects when the command ends without it. */
    async says(what: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const said = what.exec(stderr);
        if (said !== null) return said;
        const over = await Promise.race([once(heard, 'more').then(() => undefined), ended]);
        if (over !== undefined && what.exec(stderr) === null)
          throw new Error(`ended with ${over.code}: ${over.stderr}`);
      }
    },
  };
}

export interface Serving {
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends it as a service manager does; gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `serve` and waits for its ready line. */
export async function serving(...args: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [MAIN, 'serve', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const url = /^county ready: (https?:\/\/\S+)$/.exec(line)?.[1];
  if (url === undefined) throw new Error(`not a ready line: ${line}`);
  return {
    url,
    child,
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await exit) as [number | null];
      return code;
    },
  };
}
