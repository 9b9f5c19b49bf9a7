import { counterName } from '../../../shared/words/counter.ts';
import { certificationPolicy, readPolicies } from '../settings/policy.ts';
import type { Command } from './command.ts';
import { badArguments, CommandError, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"init --code 6-DIGITS --name NAME --pack PACK [--counter 3号窗口] --db …"';

/** Of a place to walk to; `请到 …，报这个凭证号。` stays on two lines of a narrow slip. */
const LONGEST_COUNTER = 20;

/** Names the county of a new database; again with the same code: renames it or changes its pack. */
export const init: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    {
      code: { type: 'string' },
      name: { type: 'string' },
      pack: { type: 'string' },
      counter: { type: 'string' },
      db: { type: 'string' },
    },
    USAGE,
  );
  words(positionals, 0, USAGE);
  const db = required(values.db, '--db', USAGE);
  const code = required(values.code, '--code', USAGE);
  const name = required(values.name, '--name', USAGE).trim();
  const counter = values.counter === undefined ? undefined : counterName(values.counter);
  const policyPack = required(values.pack, '--pack', USAGE);
  if (!/^\d{6}$/.test(code)) throw badArguments(`--code ${JSON.stringify(code)} is not 6 digits`);
  if (name.length > 60) throw badArguments(`--name has ${name.length} characters; 60 fit on a screen`);
  if (counter === '' || (counter?.length ?? 0) > LONGEST_COUNTER)
    throw badArguments(
      `--counter is where people are sent, such as 3号窗口; at most ${LONGEST_COUNTER} characters fit on a slip`,
    );
  const book = readPolicies();
  if (!book.ok) throw new CommandError(1, book.error);
  const policy = certificationPolicy(book.value, policyPack, Date.now());
  if (!policy.ok) throw badArguments(`--pack: ${policy.error}`);
  await withStore(
    db,
    async ({ county, keysIn }) => {
      terminal.out(`county ${county.code} ${county.name}, pack ${county.policyPack}`);
      terminal.error(`county init: its private key is ${keysIn}; keep a copy of it in another place`);
    },
    { init: { code, name, policyPack, counter } },
  );
  return 0;
};
