import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ATTEMPT_LIMIT, createAttemptLimiter } from '../../../flows/certify/attempts.ts';
import { createSeededRandom, createSimulatedClock } from '../support/clock.ts';
import { LI, NOON, WANG } from '../support/world.ts';

const { failures, windowMs } = ATTEMPT_LIMIT;

function limiter() {
  const clock = createSimulatedClock(NOON);
  return { clock, limiter: createAttemptLimiter(clock, createSeededRandom(3)) };
}

describe('failed attempts of one person', () => {
  test('the fifth closes, for whoever failed and for nobody else', () => {
    const it = limiter();
    for (let time = 1; time < failures; time++) it.limiter.failed(LI.idNumber);
    expect(it.limiter.blocked(LI.idNumber)).toBe(false);
    it.limiter.failed(LI.idNumber);
    expect(it.limiter.blocked(LI.idNumber)).toBe(true);
    expect(it.limiter.blocked(WANG.idNumber)).toBe(false);
  });

  test('to the millisecond as long as the window, by a clock that nobody can set', async () => {
    const it = limiter();
    for (let time = 0; time < failures; time++) it.limiter.failed(LI.idNumber);
    it.clock.setWall(NOON + 10 * windowMs);
    await it.clock.advance(windowMs - 1);
    expect(it.limiter.blocked(LI.idNumber)).toBe(true);
    await it.clock.advance(1);
    expect(it.limiter.blocked(LI.idNumber)).toBe(false);
  });

  test('closed exactly when five lie within the window, whoever else fails in between', async () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: windowMs / 2 }), who: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const it = limiter();
        const mine: number[] = [];
        for (const { wait, who } of steps) {
          await it.clock.advance(wait);
          it.limiter.failed(who ? LI.idNumber : WANG.idNumber);
          if (who) mine.push(it.clock.monotonic());
          const within = mine.filter((at) => it.clock.monotonic() - at < windowMs).length;
          expect(it.limiter.blocked(LI.idNumber)).toBe(within >= failures);
        }
      }),
    );
  });
});
