import { formatYuan } from '../../../shared/money/fen.ts';
import { maskIdNumber } from '../../../shared/identity/mask.ts';
import { rulesAt } from '../../../shared/pension/life/rules-at.ts';
import { correct } from '../corrections/correct.ts';
import { readTruths } from '../corrections/read-truths.ts';
import { readPolicies } from '../settings/policy.ts';
import type { Command } from './command.ts';
import { badArguments, CommandError, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"correct FILE.csv --operator NAME --reason TEXT [--dry-run] --db …"';

/** Corrects what was posted: the file says what is true; a row without amounts was never paid. */
export const correctCommand: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    {
      db: { type: 'string' },
      operator: { type: 'string' },
      reason: { type: 'string' },
      'dry-run': { type: 'boolean' },
    },
    USAGE,
  );
  const [file = ''] = words(positionals, 1, USAGE);
  const db = required(values.db, '--db', USAGE);
  const operator = required(values.operator, '--operator', USAGE);
  const reason = required(values.reason, '--reason', USAGE);
  const dryRun = values['dry-run'] === true;
  const truths = await readTruths(file);
  if (!truths.ok) throw badArguments(truths.error);
  const policies = readPolicies();
  if (!policies.ok) throw new CommandError(1, policies.error);
  const done = await withStore(db, async (store) => {
    const rules = rulesAt(policies.value, store.county.policyPack);
    if (!rules.ok) throw new CommandError(1, `there is no policy pack ${store.county.policyPack}`);
    return await correct(store, rules.value, { truths: truths.value, operator, reason, dryRun });
  });
  if (!done.ok) throw new CommandError(1, done.error);
  for (const { idNumber, due, pensionBefore, pensionAfter, balanceBefore, balanceAfter } of done.value)
    terminal.out(
      `${maskIdNumber(idNumber)}: balance ${formatYuan(balanceBefore)} → ${formatYuan(balanceAfter)}, pension ${formatYuan(pensionBefore)} → ${formatYuan(pensionAfter)}, ${dueInWords(due)}`,
    );
  const people = `${dryRun ? 'would correct' : 'corrected'} ${done.value.length} ${done.value.length === 1 ? 'account' : 'accounts'}`;
  const pay = done.value.reduce((sum, { due }) => sum + Math.max(0, due), 0);
  const back = done.value.reduce((sum, { due }) => sum + Math.max(0, -due), 0);
  terminal.out(`${people}, to pay ${formatYuan(pay)}, to recover ${formatYuan(back)}`);
  return 0;
};

function dueInWords(due: number): string {
  if (due === 0) return 'nothing to pay or recover';
  return due > 0 ? `${formatYuan(due)} to pay` : `${formatYuan(-due)} to recover`;
}
