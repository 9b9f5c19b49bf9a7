import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatYuan, parseYuan } from '../../../shared/money/fen.ts';

test('every amount in fen survives being written and read', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (fen) => {
      expect(parseYuan(formatYuan(fen))).toBe(fen);
    }),
  );
});

test.each([
  ['178.00', 17_800],
  ['178', 17_800],
  ['0.5', 50],
  ['-0.05', -5],
  ['-0.00', 0],
  ['0.01', 1],
])('%s yuan is %i fen', (text, fen) => expect(parseYuan(text)).toBe(fen));

test.each(['', '1.005', '1,000.00', '1e3', ' 1', '1.', '.5', '+1', '１', '90071992547409.93', 'NaN', '1 元'])(
  '%j is no amount: nothing is rounded or guessed',
  (text) => expect(parseYuan(text)).toBeUndefined(),
);

test('parts of a fen are a mistake of ours', () => {
  expect(() => formatYuan(0.5)).toThrow(TypeError);
});
