import type { Result } from '../../../shared/result/result.ts';
import type { Group } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { CommandError } from '../../cli/errors.ts';
import { flag, required } from '../../cli/parameter.ts';
import { text } from '../../cli/values.ts';
import { importContributions } from '../contributions/import-contributions.ts';
import type { ImportFailure, ImportOptions, ImportOutcome } from '../csv/import-file.ts';
import { importPersons } from '../persons/import-persons.ts';
import type { CountyStore } from '../store/county-store.ts';
import { DB, percentOn, policies, withStore } from './command.ts';

const SOME_REJECTED = 3;

type Load = (
  store: CountyStore,
  file: string,
  options: ImportOptions,
) => Promise<Result<ImportOutcome, ImportFailure>>;

/** Bulk import; exit code 3 when rows were rejected. */
function importOf(loader: () => Load, more: string) {
  return command({
    effect: 'changes',
    args: {
      file: required(text('FILE.csv', 'name a file'), 'UTF-8, values separated by commas, a header row'),
    },
    options: {
      db: DB,
      acceptDamaged: flag('takes a file that looks as if a spreadsheet had spoilt its numbers'),
    },
    examples: ['rows.csv --db sqlite:county.db'],
    more: `${more}\nRows that cannot be taken go to FILE.csv.rejects.csv with a reason each, and the exit code is 3.`,
    async run({ file, db, acceptDamaged }, output) {
      const load = loader();
      const outcome = await withStore(db, (store) =>
        load(store, file, { acceptDamaged, progress: percentOn(output, 'import') }),
      );
      if (!outcome.ok) throw new CommandError(exitCodeOf(outcome.error), outcome.error.message);
      const { imported, rejected, rejectsFile, doubtsFile, notes } = outcome.value;
      output.out(`imported ${imported}, rejected ${rejected}`);
      for (const note of notes) output.error(`county import: ${note}`);
      if (rejectsFile !== undefined) output.error(`county import: rejected rows are in ${rejectsFile}`);
      if (doubtsFile !== undefined)
        output.error(`county import: rows to look at, though they are in, are in ${doubtsFile}`);
      return rejected > 0 ? SOME_REJECTED : 0;
    },
  });
}

const persons = importOf(
  () => importPersons,
  'Columns: id_number, name, household, area_code, phone, status, special_group, ssc_number, bank_account, benefit_start, certified_through.',
);

const contributions = importOf(() => {
  const book = policies();
  return async (store, file, options) => await importContributions(store, book, file, options);
}, 'Columns: id_number, year, kind, tier, personal, collective, subsidy, paid_on, bank_serial.');

export const importGroup: Group = {
  verbs: {
    persons: { about: 'takes people and their cards, accounts and states', load: async () => persons },
    contributions: { about: 'takes what people paid in and were given', load: async () => contributions },
  },
  unknown: 'cannot be imported',
};

function exitCodeOf(failure: ImportFailure): 1 | 2 {
  return failure.kind === 'refused' ? 2 : 1;
}
