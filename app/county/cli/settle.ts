import { formatYuan } from '../../../shared/money/fen.ts';
import { settleThrough } from '../runs/settle.ts';
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

const USAGE = '"settle --year 2025 --db …"';

/** 结息 of every year that is not settled yet, through the one named. */
export const settle: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    { year: { type: 'string' }, db: { type: 'string' } },
    USAGE,
  );
  words(positionals, 0, USAGE);
  const year = required(values.year, '--year', USAGE);
  if (!/^(19|20)\d\d$/.test(year))
    throw badArguments(`--year ${JSON.stringify(year)} is not a year; write ${USAGE}`);
  const book = readPolicies();
  if (!book.ok) throw new CommandError(1, book.error);
  const done = await withStore(required(values.db, '--db', USAGE), (store) =>
    settleThrough(store, book.value, Number(year), { progress: percentOn(terminal, 'settle') }),
  );
  if (!done.ok) throw new CommandError(1, done.error);
  for (const one of done.value)
    terminal.out(`settled ${one.year}: ${one.accounts} accounts, interest ${formatYuan(one.interest)} yuan`);
  if (done.value.length === 0) terminal.out('nothing to do');
  return 0;
};
