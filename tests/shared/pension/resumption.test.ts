import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Month } from '../../../shared/dates/month.ts';
import { addMonths } from '../../../shared/dates/month.ts';
import type { MonthlyRate } from '../../../shared/pension/resumption.ts';
import { rateIn, resume, resumeAfterDeath, resumeAfterPrison } from '../../../shared/pension/resumption.ts';

const rates: readonly MonthlyRate[] = [
  { from: '2024-01', fen: 15_800 },
  { from: '2025-01', fen: 17_800 },
];
const paid = (months: number, fen: number) => ({ ok: true, value: { months, fen } });

const month = fc
  .tuple(fc.integer({ min: 2011, max: 2040 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, index]) => `${year}-${String(index).padStart(2, '0')}` as Month);
const rateRows = fc.array(fc.record({ from: month, fen: fc.integer({ min: 1, max: 1_000_000 }) }), {
  minLength: 1,
  maxLength: 6,
});

describe('certified again after a suspension', () => {
  test.each([
    ['in the month it began', '2025-05', '2025-05', 0, 0],
    ['before it began', '2025-05', '2025-03', 0, 0],
    ['a month later', '2025-05', '2025-06', 1, 17_800],
    ['over a new rate', '2024-11', '2025-03', 4, 67_200],
    ['over a new rate that starts in the last unpaid month', '2024-11', '2025-02', 3, 49_400],
    ['with the new rate from the month of certifying', '2024-11', '2025-01', 2, 31_600],
    ['two years on', '2024-01', '2026-01', 24, 12 * 15_800 + 12 * 17_800],
  ] as const)('%s', (_, from, certified, months, fen) => {
    expect(resume(from, certified, rates)).toEqual(paid(months, fen));
  });

  test('rates may stand in any order', () => {
    expect(resume('2024-11', '2025-03', rates.toReversed())).toEqual(paid(4, 67_200));
  });

  test('a month without a rate is named, not paid as nothing', () => {
    expect(resume('2023-12', '2024-02', rates)).toEqual({
      ok: false,
      error: { kind: 'rate-missing', month: '2023-12' },
    });
  });

  test('waiting in two stretches or in one comes to the same', () => {
    fc.assert(
      fc.property(rateRows, fc.nat(30), fc.nat(30), (rows, a, b) => {
        const start = rows.map(({ from }) => from).sort()[0] as Month;
        const middle = addMonths(start, a);
        const end = addMonths(middle, b);
        const [one, two, whole] = [
          resume(start, middle, rows),
          resume(middle, end, rows),
          resume(start, end, rows),
        ];
        if (!one.ok || !two.ok || !whole.ok) throw new Error('a rate is missing');
        expect(one.value.fen + two.value.fen).toBe(whole.value.fen);
        expect(one.value.months + two.value.months).toBe(whole.value.months);
      }),
    );
  });

  test('the rate of a month is that of the latest row before it', () => {
    fc.assert(
      fc.property(rateRows, month, (rows, at) => {
        const due = rows.filter(({ from }) => from <= at).map(({ from }) => from);
        const latest = due.sort().at(-1);
        const amounts = rows.filter(({ from }) => from === latest).map(({ fen }) => fen);
        const rate = rateIn(rows, at);
        if (latest === undefined) expect(rate).toBeUndefined();
        else expect(amounts).toContain(rate);
      }),
    );
  });

  test('a pack may say that nothing is paid later', () => {
    expect(resume('2024-11', '2025-03', rates, 'none')).toEqual(paid(0, 0));
  });
});

describe('died while suspended', () => {
  test.each([
    ['in the second month', '2024-11', '2024-12', 2, 31_600],
    ['in the first month', '2024-11', '2024-11', 1, 15_800],
    ['before the suspension', '2024-11', '2024-10', 0, 0],
    ['after a new rate', '2024-12', '2025-01', 2, 33_600],
  ] as const)('%s', (_, from, died, months, fen) => {
    expect(resumeAfterDeath(from, died, rates)).toEqual(paid(months, fen));
  });

  test('the month of death can be left out by rule', () => {
    expect(resumeAfterDeath('2024-11', '2024-12', rates, 'not-payable')).toEqual(paid(1, 15_800));
  });
});

test('after a sentence payment goes on in the month after, and nothing is paid later', () => {
  expect(resumeAfterPrison('2024-03', '2024-12', rates)).toEqual({
    ok: true,
    value: { resumeMonth: '2025-01', months: 0, fen: 0 },
  });
});
