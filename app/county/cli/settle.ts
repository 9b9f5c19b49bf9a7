import { formatYuan } from '../../../shared/money/fen.ts';
import { command } from '../../cli/command.ts';
import { failed } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { YEAR } from '../../cli/values.ts';
import { settleThrough } from '../runs/settle.ts';
import { DB, percentOn, policies, withStore } from './command.ts';

/** 结息 of every year that is not settled yet, through the one named. */
export const settle = command({
  effect: 'changes',
  args: {},
  options: { year: required(YEAR, 'the last year to be settled; those before it go first'), db: DB },
  examples: ['--year 2025 --db sqlite:county.db'],
  more: 'A year that is settled is settled once: again does nothing. What was cut off goes on where it was.',
  async run({ year, db }, output) {
    const book = policies();
    const done = await withStore(db, (store) =>
      settleThrough(store, book, year, { progress: percentOn(output, 'settle') }),
    );
    if (!done.ok) throw failed(done.error);
    for (const one of done.value)
      output.out(`settled ${one.year}: ${one.accounts} accounts, interest ${formatYuan(one.interest)} yuan`);
    if (done.value.length === 0) output.out('nothing to do');
    return 0;
  },
});
