import { asksForHelp } from '../../../shared/node/arguments.ts';
import { stopOnUnexpected } from '../../../shared/node/last-resort.ts';

/** A bad argument or configuration: exit 2, one line on stderr. */
export class UsageError extends Error {}

/** Something that should have worked did not: exit 1, one line on stderr. */
export class CommandError extends Error {}

/**
 * Runs a command; whatever is wrong comes out as one line that says what, where and what to do. `--help`
 * prints `usage` and does nothing else.
 */
export async function runCommand(name: string, main: () => Promise<void>, usage: string): Promise<void> {
  if (asksForHelp(process.argv.slice(2))) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  stopOnUnexpected(name);
  try {
    await main();
  } catch (error) {
    const usage = error instanceof UsageError || isParseArgsError(error);
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${name}: ${message.split('\n')[0]}\n`);
    process.exitCode = usage ? 2 : 1;
  }
}

/** node:util parseArgs throws TypeErrors with these codes for what the user typed wrong. */
function isParseArgsError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** Resolves at the first SIGINT or SIGTERM. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

/** A port number from the command line; 0 picks a free one. */
export function parsePort(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) {
    throw new UsageError(`${option} ${text} is not a number from 0 to 65535; 0 picks a free one`);
  }
  return value;
}
