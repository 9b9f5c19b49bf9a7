import { importContributions } from '../contributions/import-contributions.ts';
import type { ImportFailure, ImportOptions, ImportOutcome } from '../csv/import-file.ts';
import { importPersons } from '../persons/import-persons.ts';
import { readPolicies } from '../settings/policy.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Result } from '../../../shared/result/result.ts';
import type { Command, Terminal } from './command.ts';
import { badArguments, CommandError, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"import persons|contributions FILE.csv [--accept-damaged] --db …"';
const SOME_REJECTED = 3;

/** Bulk import; exit code 3 when rows were rejected. */
export const importCommand: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    { db: { type: 'string' }, 'accept-damaged': { type: 'boolean' } },
    USAGE,
  );
  const [what = '', file = ''] = words(positionals, 2, USAGE);
  const load = loaderOf(what);
  const db = required(values.db, '--db', USAGE);
  const outcome = await withStore(db, (store) =>
    load(store, file, {
      acceptDamaged: values['accept-damaged'] ?? false,
      ...(terminal.watched ? { progress: progressOn(terminal) } : {}),
    }),
  );
  if (!outcome.ok) throw new CommandError(exitCodeOf(outcome.error), outcome.error.message);
  const { imported, rejected, rejectsFile, doubtsFile, notes } = outcome.value;
  terminal.out(`imported ${imported}, rejected ${rejected}`);
  for (const note of notes) terminal.error(`county import: ${note}`);
  if (rejectsFile !== undefined) terminal.error(`county import: rejected rows are in ${rejectsFile}`);
  if (doubtsFile !== undefined)
    terminal.error(`county import: rows to look at, though they are in, are in ${doubtsFile}`);
  return rejected > 0 ? SOME_REJECTED : 0;
};

type Load = (
  store: CountyStore,
  file: string,
  options: ImportOptions,
) => Promise<Result<ImportOutcome, ImportFailure>>;

function loaderOf(what: string): Load {
  if (what === 'persons') return importPersons;
  if (what !== 'contributions')
    throw badArguments(`${JSON.stringify(what)} cannot be imported; write ${USAGE}`);
  const book = readPolicies();
  if (!book.ok) throw new CommandError(1, book.error);
  return async (store, file, options) => await importContributions(store, book.value, file, options);
}

function exitCodeOf(failure: ImportFailure): 1 | 2 {
  return failure.kind === 'refused' ? 2 : 1;
}

function progressOn(terminal: Terminal): (bytes: number, total: number) => void {
  let shown = 0;
  return (bytes, total) => {
    const percent = total === 0 ? 100 : Math.floor((bytes / total) * 100);
    if (percent < shown + 10) return;
    shown = percent;
    terminal.error(`county import: ${percent} %`);
  };
}
