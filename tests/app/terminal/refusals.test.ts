import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noteRefusals } from '../../../app/terminal/channel/refusals.ts';
import { fakeClock } from '../shell/support/fake-clock.ts';

type Note = Readonly<Record<string, string | number>>;

function desk() {
  const clock = fakeClock();
  const notes: Note[] = [];
  return { clock, notes, refusals: noteRefusals(clock, (details) => notes.push(details)) };
}

it('notes the first at once, and those that follow within seconds as one row with their number', () => {
  const { clock, notes, refusals } = desk();
  for (let i = 0; i < 1_000; i += 1) refusals.refused({ cause: 'channel' });
  expect(notes).toEqual([{ cause: 'channel' }]);
  clock.advance(10_000);
  expect(notes).toEqual([{ cause: 'channel' }, { cause: 'channel', times: 999 }]);
  refusals.refused({ cause: 'channel' });
  refusals.refused({ cause: 'dock' });
  expect(notes.slice(2)).toEqual([{ cause: 'dock' }]);
  clock.advance(10_000);
  expect(notes.slice(3)).toEqual([{ cause: 'channel' }]);
  clock.advance(10_000);
  refusals.refused({ cause: 'channel' });
  expect(notes.slice(4)).toEqual([{ cause: 'channel' }]);
});

it('loses none, whatever comes when, and never writes more than a row a kind and ten seconds', () => {
  const step = fc.oneof(
    fc.record({ what: fc.string({ maxLength: 3 }), cause: fc.constantFrom('a', 'b') }),
    fc.integer({ min: 1, max: 12_000 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const { clock, notes, refusals } = desk();
      let count = 0;
      let passed = 0;
      for (const one of steps) {
        if (typeof one === 'number') {
          clock.advance(one);
          passed += one;
        } else {
          refusals.refused(one);
          count += 1;
        }
      }
      refusals.close();
      expect(notes.reduce((sum, { times }) => sum + Number(times ?? 1), 0)).toBe(count);
      const kinds = new Set(notes.map(({ what, cause }) => JSON.stringify([what, cause])));
      expect(notes.length).toBeLessThanOrEqual(kinds.size * (Math.ceil(passed / 10_000) + 2));
    }),
  );
});

it('tells fifty kinds apart at a time, and sums what is beyond', () => {
  const { notes, refusals } = desk();
  for (let i = 0; i < 500; i += 1) refusals.refused({ cause: `made up ${i}` });
  refusals.close();
  expect(notes).toHaveLength(52);
  expect(notes.at(-1)).toEqual({ cause: 'various', times: 449 });
});
