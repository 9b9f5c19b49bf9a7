import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPerformer } from '../../../../devices/camera/performer.ts';
import { drawChallenge } from '../../../../flows/certify/liveness/challenge.ts';
import { createSeededRandom } from '../../support/clock.ts';
import { ATTACKS } from './attacks.ts';
import { livePerson } from './people.ts';
import { play } from './play.ts';

const seed = fc.integer({ min: 1, max: 0x7fff_ffff });

describe('liveness over generated streams', () => {
  test('200 live people: at least 98 % pass within two tries', () => {
    const people = fc.sample(fc.tuple(livePerson, seed), { numRuns: 200, seed: 20261110 });
    const faults: string[] = [];
    for (const [person, start] of people) {
      const random = createSeededRandom(start);
      const passed = [1, 2].some(() => {
        const phase = play(drawChallenge(random), createPerformer(person, random), random, person);
        if (phase.kind === 'failed') faults.push(phase.fault);
        return phase.kind === 'passed';
      });
      if (!passed) faults.push('twice');
    }
    const twice = faults.filter((fault) => fault === 'twice').length;
    expect({ twice, faults: tally(faults) }).toMatchObject({
      twice: expect.toSatisfy((n: number) => n <= 4),
    });
  });

  for (const [name, attack] of Object.entries(ATTACKS)) {
    test(`${name}: none of 120 is accepted`, () => {
      fc.assert(
        fc.property(livePerson, seed, (victim, start) => {
          const random = createSeededRandom(start);
          const challenge = drawChallenge(random);
          const phase = play(challenge, attack({ victim, challenge, random }), random, victim);
          expect(phase.kind).toBe('failed');
        }),
        { numRuns: 120, seed: 42 },
      );
    });
  }
});

function tally(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
