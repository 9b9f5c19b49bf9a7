import { formatYuan } from '../../../shared/money/fen.ts';
import { maskIdNumber } from '../../../shared/identity/mask.ts';
import { rulesAt } from '../../../shared/pension/life/rules-at.ts';
import { command } from '../../cli/command.ts';
import { badArguments, failed } from '../../cli/errors.ts';
import { flag, required } from '../../cli/parameter.ts';
import { text } from '../../cli/values.ts';
import { correct } from '../corrections/correct.ts';
import { readTruths } from '../corrections/read-truths.ts';
import { DB, OPERATOR, policies, REASON, withStore } from './command.ts';

/** Corrects what was posted: the file says what is true; a row without amounts was never paid. */
export const correctCommand = command({
  effect: 'changes',
  args: {
    file: required(text('FILE.csv', 'name a file'), 'what is true; a row without amounts was never paid'),
  },
  options: {
    operator: OPERATOR,
    reason: REASON,
    db: DB,
    dryRun: flag('works everything out and writes nothing'),
  },
  examples: ['true.csv --operator 王办 --reason 银行重复入账 --dry-run --db sqlite:county.db'],
  async run({ file, operator, reason, db, dryRun }, { out }) {
    const truths = await readTruths(file);
    if (!truths.ok) throw badArguments(truths.error);
    const book = policies();
    const done = await withStore(db, async (store) => {
      const rules = rulesAt(book, store.county.policyPack);
      if (!rules.ok) throw failed(`there is no policy pack ${store.county.policyPack}`);
      return await correct(store, rules.value, { truths: truths.value, operator, reason, dryRun });
    });
    if (!done.ok) throw failed(done.error);
    for (const { idNumber, due, pensionBefore, pensionAfter, balanceBefore, balanceAfter } of done.value)
      out(
        `${maskIdNumber(idNumber)}: balance ${formatYuan(balanceBefore)} → ${formatYuan(balanceAfter)}, pension ${formatYuan(pensionBefore)} → ${formatYuan(pensionAfter)}, ${dueInWords(due)}`,
      );
    const people = `${dryRun ? 'would correct' : 'corrected'} ${done.value.length} ${done.value.length === 1 ? 'account' : 'accounts'}`;
    const pay = done.value.reduce((sum, { due }) => sum + Math.max(0, due), 0);
    const back = done.value.reduce((sum, { due }) => sum + Math.max(0, -due), 0);
    out(`${people}, to pay ${formatYuan(pay)}, to recover ${formatYuan(back)}`);
    return 0;
  },
});

function dueInWords(due: number): string {
  if (due === 0) return 'nothing to pay or recover';
  return due > 0 ? `${formatYuan(due)} to pay` : `${formatYuan(-due)} to recover`;
}
