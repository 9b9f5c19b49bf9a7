import type { Output } from '../../cli/command.ts';
import type { Failure } from '../../cli/errors.ts';
import { CommandError, failed } from '../../cli/errors.ts';
import { optional, required } from '../../cli/parameter.ts';
import { NAME, text } from '../../cli/values.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { OpenOptions } from '../open.ts';
import { openCountyStore } from '../open.ts';
import { readPolicies } from '../settings/policy.ts';
import type { CountyStore } from '../store/county-store.ts';
import { CountyStoreError } from '../store/county-store.ts';
import { shownAddress } from '../store/messages/shown-address.ts';
import { firstLine, troubleInWords } from '../store/messages/trouble.ts';

/** Parsed where it is opened; in the examples a file beside the command. */
export const ADDRESS = text('sqlite:FILE|postgres://…');

export const DB = required(ADDRESS, 'the county: a file, or a PostgreSQL database');

export const OPERATOR = required(NAME, 'who does it; stands in the audit chain');
export const SOME_OPERATOR = optional(NAME, 'who asks; stands in the audit chain');

export const REASON = required(text('TEXT'), 'why; stands in the audit chain');

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

/** The policy packs that are shipped. @throws CommandError when one is not sound. */
export function policies(): PolicyBook {
  const book = readPolicies();
  if (!book.ok) throw failed(book.error);
  return book.value;
}

/** Shows on stderr, when somebody watches, how far `command` is: at every tenth. */
export function percentOn(output: Output, command: string): (behind: number, all: number) => void {
  let shown = 0;
  return (behind, all) => {
    const percent = all === 0 ? 100 : Math.floor((behind / all) * 100);
    if (!output.watched || percent < shown + 10) return;
    shown = percent;
    output.error(`county ${command}: ${percent} %`);
  };
}

/** Exit code and line for whatever a command rejects with. */
export function failure(error: unknown): Failure {
  // What was typed at the wrong place may be an address with its password.
  if (error instanceof CommandError) return { exitCode: error.exitCode, line: shownAddress(error.message) };
  if (error instanceof CountyStoreError)
    return { exitCode: error.blame === 'arguments' ? 2 : 1, line: error.message };
  return { exitCode: 1, line: shownAddress(troubleInWords(error) ?? firstLine(error)) };
}
