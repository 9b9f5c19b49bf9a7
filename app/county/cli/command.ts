import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import { asksForHelp } from '../../../shared/node/arguments.ts';
import type { OpenOptions } from '../open.ts';
import type { CountyStore } from '../store/county-store.ts';
import { openCountyStore } from '../open.ts';
import { CountyStoreError } from '../store/county-store.ts';
import { shownAddress } from '../store/messages/shown-address.ts';
import { firstLine, troubleInWords } from '../store/messages/trouble.ts';

/** Where lines go, without the line break. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
  /** Long work may show how far it is: somebody watches. */
  readonly watched: boolean;
}

/** One subcommand. Resolves to the exit code; rejects with `CommandError` or `CountyStoreError`. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

/** Ends the command with one line on stderr: what, where, what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** 2 for bad arguments or config, 1 for a failure. */
  readonly exitCode: 1 | 2;

  constructor(exitCode: 1 | 2, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Somebody asked how a command is written: its usage, exit 0, and nothing done. */
export class HelpAsked extends Error {
  override readonly name = 'HelpAsked';
}

export function badArguments(message: string): CommandError {
  return new CommandError(2, message);
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** The values of `options` and the words beside them. Unknown options and missing values are bad arguments. */
export function parseOptions<const T extends Options>(args: readonly string[], options: T, usage: string) {
  if (asksForHelp(args)) throw new HelpAsked(`county -- ${usage.replaceAll('"', '')}`);
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const text = error instanceof Error ? (error.message.split(/\. |\n/, 1)[0] ?? '') : String(error);
    throw badArguments(`${text}; write ${usage}`);
  }
}

/** `value`, or bad arguments that name the option. */
export function required(value: string | undefined, option: string, usage: string): string {
  if (value === undefined || value.trim() === '') throw badArguments(`${option} is missing; write ${usage}`);
  return value;
}

/** Exactly the words expected, or bad arguments. */
export function words(positionals: readonly string[], count: number, usage: string): readonly string[] {
  if (positionals.length !== count)
    throw badArguments(
      positionals.length < count
        ? `an argument is missing; write ${usage}`
        : `${JSON.stringify(positionals[count])} is one argument too many; write ${usage}`,
    );
  return positionals;
}

/** Opens the database for one piece of work and closes it again. What was put right goes to stderr. */
export async function withStore<T>(
  db: string,
  work: (store: CountyStore) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const store = await openCountyStore(db, { report: onStderr, ...options });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Long work that waits says so, watched or not: it would look dead. */
function onStderr(line: string): void {
  process.stderr.write(`county: ${line}\n`);
}

/** Shows on stderr, when somebody watches, how far `command` is: at every tenth. */
export function percentOn(terminal: Terminal, command: string): (behind: number, all: number) => void {
  let shown = 0;
  return (behind, all) => {
    const percent = all === 0 ? 100 : Math.floor((behind / all) * 100);
    if (!terminal.watched || percent < shown + 10) return;
    shown = percent;
    terminal.error(`county ${command}: ${percent} %`);
  };
}

/** Exit code and line for whatever a command rejects with. */
export function failure(error: unknown): { readonly exitCode: number; readonly line: string } {
  // What was typed at the wrong place may be an address with its password.
  if (error instanceof CommandError) return { exitCode: error.exitCode, line: shownAddress(error.message) };
  if (error instanceof CountyStoreError)
    return { exitCode: error.blame === 'arguments' ? 2 : 1, line: error.message };
  return { exitCode: 1, line: shownAddress(troubleInWords(error) ?? firstLine(error)) };
}
