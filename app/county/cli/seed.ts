import { DEMO_SEED, seed } from '../seed/seed.ts';
import type { Command } from './command.ts';
import { badArguments, CommandError, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"seed [--people N] [--seed S] --db …"';
const MOST_PEOPLE = 1_000_000;
const MOST_SEED = 2 ** 32 - 1;

/** Fills an empty database with the synthetic county that the demo uses. */
export const seedCommand: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(
    args,
    { db: { type: 'string' }, people: { type: 'string' }, seed: { type: 'string' } },
    USAGE,
  );
  words(positionals, 0, USAGE);
  const options = {
    people: wholeNumber(values.people, '--people', DEMO_SEED.people, MOST_PEOPLE),
    seed: wholeNumber(values.seed, '--seed', DEMO_SEED.seed, MOST_SEED),
  };
  const seeded = await withStore(required(values.db, '--db', USAGE), (store) => seed(store, options));
  if (!seeded.ok) throw new CommandError(1, seeded.error.message);
  terminal.out(`seeded ${seeded.value} people`);
  return 0;
};

function wholeNumber(text: string | undefined, option: string, unsaid: number, most: number): number {
  if (text === undefined) return unsaid;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= most) return number;
  throw badArguments(`${option} ${JSON.stringify(text)} is not a whole number up to ${most}; write ${USAGE}`);
}
