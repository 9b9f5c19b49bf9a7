import { isMonth } from '../../../shared/dates/month.ts';
import { formatYuan } from '../../../shared/money/fen.ts';
import { payMonth } from '../runs/pay.ts';
import { readPolicies } from '../settings/policy.ts';
import type { Command } from './command.ts';
import {
  badArguments,
  CommandError,
  parseOptions,
  percentOn,
  required,
  withStore,
  words,
} from './command.ts';

const USAGE = '"pay --month 2026-11 --db …"';

/** 发放 of one month. */
export const pay: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    { month: { type: 'string' }, db: { type: 'string' } },
    USAGE,
  );
  words(positionals, 0, USAGE);
  const month = required(values.month, '--month', USAGE);
  if (!isMonth(month)) throw badArguments(`--month ${JSON.stringify(month)} is not a month; write ${USAGE}`);
  const book = readPolicies();
  if (!book.ok) throw new CommandError(1, book.error);
  const done = await withStore(required(values.db, '--db', USAGE), (store) =>
    payMonth(store, book.value, month, { progress: percentOn(terminal, 'pay') }),
  );
  if (!done.ok) throw new CommandError(1, done.error);
  terminal.out(
    done.value === undefined
      ? `nothing to do: ${month} is paid`
      : `paid ${month}: ${done.value.people} people, ${formatYuan(done.value.amount)} yuan`,
  );
  return 0;
};
