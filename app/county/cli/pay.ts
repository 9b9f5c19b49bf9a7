import { formatYuan } from '../../../shared/money/fen.ts';
import { command } from '../../cli/command.ts';
import { failed } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { MONTH } from '../../cli/values.ts';
import { payMonth } from '../runs/pay.ts';
import { DB, percentOn, policies, withStore } from './command.ts';

/** 发放 of one month. */
export const pay = command({
  effect: 'changes',
  args: {},
  options: { month: required(MONTH, 'the month to be paid'), db: DB },
  examples: ['--month 2026-11 --db sqlite:county.db'],
  more: 'A month that is paid is paid once: again does nothing. What was cut off goes on where it was.',
  async run({ month, db }, output) {
    const book = policies();
    const done = await withStore(db, (store) =>
      payMonth(store, book, month, { progress: percentOn(output, 'pay') }),
    );
    if (!done.ok) throw failed(done.error);
    output.out(
      done.value === undefined
        ? `nothing to do: ${month} is paid`
        : `paid ${month}: ${done.value.people} people, ${formatYuan(done.value.amount)} yuan`,
    );
    return 0;
  },
});
