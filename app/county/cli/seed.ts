import { command } from '../../cli/command.ts';
import { failed } from '../../cli/errors.ts';
import { preset } from '../../cli/parameter.ts';
import { wholeNumber } from '../../cli/values.ts';
import { DEMO_SEED, seed } from '../seed/seed.ts';
import { DB, withStore } from './command.ts';

const MOST_PEOPLE = 1_000_000;
const MOST_SEED = 2 ** 32 - 1;

/** Fills an empty database with the synthetic county that the demo uses. */
export const seedCommand = command({
  effect: 'changes',
  args: {},
  options: {
    people: preset(wholeNumber('N', 0, MOST_PEOPLE), String(DEMO_SEED.people), 'how many people'),
    seed: preset(
      wholeNumber('S', 0, MOST_SEED),
      String(DEMO_SEED.seed),
      'the same number makes the same people',
    ),
    db: DB,
  },
  examples: ['--people 500 --seed 7 --db sqlite:county.db'],
  async run({ people, seed: from, db }, { out }) {
    const seeded = await withStore(db, (store) => seed(store, { people, seed: from }));
    if (!seeded.ok) throw failed(seeded.error.message);
    out(`seeded ${seeded.value} people`);
    return 0;
  },
});
