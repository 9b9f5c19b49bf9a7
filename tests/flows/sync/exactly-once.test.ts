import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ExchangeFault } from '../../../flows/sync/ports.ts';
import { createSync } from '../../../flows/sync/sync.ts';
import type { RecordAnswer } from '../../../shared/protocol/messages.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { fakeCounty, fakeOutbox } from './fake-county.ts';
import { virtualClock } from './virtual-clock.ts';

/** What may happen to one exchange. */
type Accident =
  | 'none'
  | 'request-lost'
  | 'answer-lost'
  | 'busy'
  | 'portal'
  | 'half-answered'
  | 'twice'
  | 'reordered'
  | 'foreign'
  | 'wrong-hash';

const accident = fc.constantFrom<Accident>(
  'none',
  'request-lost',
  'answer-lost',
  'busy',
  'portal',
  'half-answered',
  'twice',
  'reordered',
  'foreign',
  'wrong-hash',
);

const FAULTS: Partial<Record<Accident, ExchangeFault>> = {
  'request-lost': { kind: 'unreachable', detail: 'time-out' },
  busy: { kind: 'busy', detail: 'HTTP 503', retryAfterMs: 7000 },
  portal: { kind: 'forged', detail: 'HTTP 200 without the signature' },
};

function tampered(kind: Accident, answers: RecordAnswer[]) {
  const [first, ...others] = answers;
  switch (kind) {
    case 'answer-lost':
      return err({ kind: 'unreachable', detail: 'time-out' } as const);
    case 'half-answered':
      return ok(answers.filter((_, index) => index % 2 === 0));
    case 'twice':
      return ok([...answers, ...answers]);
    case 'reordered':
      return ok([...answers].reverse());
    case 'foreign':
      return ok([{ ...first!, sequence: 77_777 }, ...others]);
    case 'wrong-hash':
      return ok([...others, { ...first!, hash: 'e'.repeat(64) }]);
    default:
      return ok(answers);
  }
}

it('takes effect exactly once, whatever the line did and whenever people came', async () => {
  const history = fc.array(fc.record({ accident, arrivals: fc.integer({ min: 0, max: 3 }) }), {
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(history, fc.integer({ min: 0, max: 230 }), async (events, backlog) => {
      const clock = virtualClock();
      const { outbox, queued, verdicts, add, state } = fakeOutbox(backlog);
      const { county, courier } = fakeCounty(clock);
      const random = { bytes: (n: number) => new Uint8Array(n), below: (bound: number) => bound >> 1 };
      const profile = { cursor: () => '', keep: () => undefined };
      const sync = createSync({ outbox, courier, profile, clock, random });
      sync.start();
      for (const { accident, arrivals } of events) {
        county.down = FAULTS[accident];
        county.tamper = (answers) => tampered(accident, answers);
        for (let person = 0; person < arrivals; person += 1) add();
        sync.wake();
        await clock.next();
      }
      county.down = undefined;
      county.tamper = (answers) => ok(answers);
      // The line is good again: the longest that anything may wait for is the back-off's ceiling.
      await clock.pass(15 * 60_000 + 10_000);
      sync.stop();
      expect(queued).toEqual([]);
      expect(verdicts.every(({ kind }) => kind === 'answered')).toBe(true);
      expect(verdicts).toHaveLength(state.highest);
      expect(new Set(verdicts.map(({ signed }) => signed.hash)).size).toBe(state.highest);
      expect(county.effects.size).toBe(state.highest);
    }),
    { numRuns: 150 },
  );
});
