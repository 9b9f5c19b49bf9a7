import { writeSync } from 'node:fs';
import { inspect } from 'node:util';

/**
 * The end of a program that met what it never expected: one line, exit 1, and the service manager starts it
 * anew. Going on would mean standing there half alive with a state that nobody knows. Nothing from outside
 * may lead here; what does is a mistake of ours. Call it once, at the start of a program.
 *
 * @param say for tests
 * @param exit for tests
 */
export function stopOnUnexpected(
  program: string,
  say: (line: string) => void = sayAtOnce,
  exit: (code: number) => void = (code) => process.exit(code),
): void {
  const stop = (error: unknown): void => {
    say(`${program}: unexpected ${whatAndWhere(error)}; stopped, start it again\n`);
    exit(1);
  };
  process.on('uncaughtException', stop);
  process.on('unhandledRejection', stop);
  // Whoever read our lines has gone (a pager that was closed, a log service that restarts): work goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * Kind of error and line of code. Never its message: that may quote what was being read, and a name or a
 * number in a log is there for ever.
 */
export function whatAndWhere(error: unknown): string {
  if (!(error instanceof Error)) return `value of type ${error === null ? 'null' : typeof error}`;
  const given = 'code' in error ? String(error.code) : '';
  const code = /^[A-Z][A-Z0-9_]{1,40}$/.test(given) ? ` ${given}` : '';
  const kind = /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
  const place = placeOf(error.stack ?? inspect(error));
  return `${kind}${code}${place === undefined ? '' : ` at ${place}`}`;
}

/** The innermost line of our own code, with the last three parts of its path. */
function placeOf(stack: string): string | undefined {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const ours = frames.find((line) => !/node_modules|\(?node:/.test(line)) ?? frames[0];
  const found = /([^\s()]+):(\d+):\d+\)?$/.exec(ours ?? '');
  if (found === null) return undefined;
  const [, path = '', line = ''] = found;
  return `${path.split(/[/\\]/).slice(-3).join('/')}:${line}`;
}

/** Past every buffer: the process ends right after it. */
function sayAtOnce(line: string): void {
  try {
    writeSync(process.stderr.fd, line);
  } catch {
    // Nobody listens any more; the exit code says it too.
  }
}
