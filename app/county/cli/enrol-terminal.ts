import { issueCode } from '../terminals/enrolment.ts';
import type { Command } from './command.ts';
import { badArguments, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"enrol-terminal --name NAME --db …"';

/** Prints a one-time code, valid for 24 h, and nothing else. */
export const enrolTerminal: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    { name: { type: 'string' }, db: { type: 'string' } },
    USAGE,
  );
  words(positionals, 0, USAGE);
  const db = required(values.db, '--db', USAGE);
  const name = required(values.name, '--name', USAGE).trim();
  if (name.length > 60) throw badArguments(`--name has ${name.length} characters; at most 60 are kept`);
  terminal.out(await withStore(db, (store) => issueCode(store, name)));
  return 0;
};
