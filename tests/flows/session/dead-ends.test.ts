import { describe, expect, test } from 'vitest';
import type { Setup, Specimen, Visited } from '../support/explore.ts';
import { explore, STEPS, waysOut } from '../support/explore.ts';
import { PAPER_OK } from '../support/fakes.ts';

/**
 * The whole state space of the real session machine, searched for a place without a way out: every
 * state that any order of taps, cards, device faults and passing time leads to.
 */
const WORLDS: Readonly<Record<string, { readonly persona: string; readonly setup: Setup }>> = {
  'all is well': { persona: 'cooperative', setup: () => undefined },
  'nobody passes the camera, the county is silent, paper is out': {
    persona: 'no-blink',
    setup: ({ county, printer }) => {
      county.lookupAnswer = { ok: false, error: { kind: 'unreachable' } };
      county.settleAnswers = [undefined];
      printer.say({ ...PAPER_OK, paper: 'out' });
      printer.answer = { ok: false, error: { kind: 'interrupted', status: { ...PAPER_OK, paper: 'out' } } };
    },
  },
  'everything hangs: store, county, printer': {
    persona: 'cooperative',
    setup: ({ county, printer, journal }) => {
      county.lookupAnswer = 'hold';
      county.settleAnswers = ['hold'];
      printer.answer = 'hold';
      journal.fault = 'hold';
    },
  },
  'everything falls over': {
    persona: 'cooperative',
    setup: ({ county, printer, journal }) => {
      county.lookupAnswer = 'throw';
      county.settleAnswers = ['throw'];
      printer.answer = 'throw';
      journal.fault = 'throw';
    },
  },
};

const EVERYTHING = Object.keys(STEPS);

const REST = new Set(['home', 'out-of-service']);

async function checkState(specimen: Specimen, trail: readonly string[]): Promise<void> {
  const where = `… ${trail.join(' → ')} (${specimen.view().screen})`;
  // Left alone, the machine comes to rest by itself, whatever hangs.
  await specimen.world.clock.advance(240_000);
  expect(REST.has(specimen.view().screen), `does not come to rest: ${where}`).toBe(true);
}

/** States from which the keys of the screens alone lead to a state of rest. */
function canFinish(visited: ReadonlyMap<string, Visited>): ReadonlySet<string> {
  const good = new Set(
    [...visited].filter(([, state]) => REST.has(state.screen)).map(([signature]) => signature),
  );
  for (let before = -1; before !== good.size; ) {
    before = good.size;
    for (const [signature, state] of visited) {
      const steps = waysOut(signature, state.screen);
      const next = steps.flatMap((step) => [...(state.edges.get(step) ?? [])]);
      if (next.some((other) => good.has(other))) good.add(signature);
    }
  }
  return good;
}

describe('no dead end', () => {
  for (const [name, { persona, setup }] of Object.entries(WORLDS)) {
    test(name, { timeout: 180_000 }, async () => {
      const { visited, taken } = await explore(setup, persona, () => EVERYTHING, checkState);
      const finish = canFinish(visited);
      for (const [signature, state] of visited) {
        const where = `${state.path.join(' → ')} ${signature}`;
        expect(finish.has(signature), `no way on by its own keys: ${where}`).toBe(true);
        expect(state.edges.size, `not every step was taken: ${where}`).toBe(EVERYTHING.length);
        const left = [...(state.edges.get('退出') ?? [])].map((other) => visited.get(other)?.screen ?? '');
        const saving = signature.includes('"saving"');
        if (!saving)
          expect(
            left.every((screen) => REST.has(screen)),
            `退出 does not end it: ${where}`,
          ).toBe(true);
      }
      const screens = [...new Set([...visited.values()].map((state) => state.screen))].sort();
      const transitions = visited.size * EVERYTHING.length;
      console.log(
        `${name}: ${visited.size} states, ${transitions} transitions, ${taken} steps; ${screens.join(' ')}`,
      );
      expect(visited.size).toBeGreaterThan(40);
      // The slip of an earlier record is part of the maze, also in paper trouble.
      expect([...visited.keys()].some((signature) => signature.includes('"owed"'))).toBe(true);
    });
  }
});
