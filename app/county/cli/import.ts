import type { ImportFailure } from '../exchange/import-persons.ts';
import { importPersons } from '../exchange/import-persons.ts';
import type { Command, Terminal } from './command.ts';
import { badArguments, CommandError, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"import persons FILE.csv --db …"';
const SOME_REJECTED = 3;

/** Bulk import; exit code 3 when rows were rejected. */
export const importCommand: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, USAGE);
  const [what = '', file = ''] = words(positionals, 2, USAGE);
  if (what !== 'persons') throw badArguments(`${JSON.stringify(what)} cannot be imported; write ${USAGE}`);
  const db = required(values.db, '--db', USAGE);
  const outcome = await withStore(db, (store) =>
    importPersons(store, file, terminal.watched ? { progress: progressOn(terminal) } : {}),
  );
  if (!outcome.ok) throw new CommandError(exitCodeOf(outcome.error), outcome.error.message);
  const { imported, rejected, rejectsFile } = outcome.value;
  terminal.out(`imported ${imported}, rejected ${rejected}`);
  if (rejectsFile !== undefined) terminal.error(`county import: rejected rows are in ${rejectsFile}`);
  return rejected > 0 ? SOME_REJECTED : 0;
};

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
