import type { Program } from '../../cli/command.ts';
import { main } from '../../cli/run.ts';
import { failure } from '../../county/cli/command.ts';
import { check } from './check.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { golden } from './golden.ts';
import { lives } from './lives.ts';

/** `npm run policy -- …`: what the policy packs say, and whether the rules do what they say. */
export const policy: Program = {
  name: 'policy',
  about: 'Checks and compares policy packs, explains amounts, and puts worked cases to the rules.',
  load: async () => ({
    verbs: {
      check: { about: 'reads packs and names every row that is wrong', load: async () => check },
      diff: { about: 'tells what differs between two packs, and from which day on', load: async () => diff },
      explain: { about: 'tells how every amount of a life came about', load: async () => explain },
      golden: {
        about: 'puts worked cases to the rules and prints each difference',
        load: async () => golden,
      },
      lives: { about: 'runs invented lives through both engines, to the fen', load: async () => lives },
    },
  }),
  begin() {
    process.env['PGAPPNAME'] ??= 'songbai policy';
  },
  failure,
};

if (import.meta.main) await main(policy);
