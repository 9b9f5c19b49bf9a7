import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The product's commands, run as a user would, with the Node that npm gives them. */
const SCRIPTS = {
  start: 'app/demo/start.ts',
  kiosk: 'app/terminal/cli/kiosk.ts',
  county: 'app/county/cli/county.ts',
  audit: 'app/audit/audit.ts',
  doctor: 'app/terminal/cli/doctor.ts',
} as const;
type Command = keyof typeof SCRIPTS;

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function runCommand(command: Command, ...args: string[]): Promise<Finished> {
  try {
    const { stdout, stderr } = await run(process.execPath, [SCRIPTS[command], ...args], { timeout: 120_000 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string; stderr?: string };
    return { code: failed.code ?? -1, stdout: failed.stdout ?? '', stderr: failed.stderr ?? '' };
  }
}

export interface Running {
  /** The URL that the command printed when it was ready. */
  readonly url: string;
  readonly child: ChildProcess;
  /** All output so far. */
  output(): string;
  /** Ends it and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a command that stays, and waits for its line `<what> ready: URL`. */
export async function startCommand(command: Command, what: string, ...args: string[]): Promise<Running> {
  const child = spawn(process.execPath, [SCRIPTS[command], ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const url = await new Promise<string>((resolve, reject) => {
    const pattern = new RegExp(`${what} ready: (\\S+)`);
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = pattern.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) =>
      reject(new Error(`${command} ended with ${code} before it was ready:\n${output}`)),
    );
  });
  return {
    url,
    child,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}
