import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, isDay } from '../../../shared/dates/day.ts';
import type { Month } from '../../../shared/dates/month.ts';
import {
  addMonths,
  dateOf,
  isMonth,
  monthInChinese,
  monthOf,
  monthsBetween,
  timeOfDay,
} from '../../../shared/dates/month.ts';

const month = fc
  .tuple(fc.integer({ min: 1900, max: 2199 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, index]) => `${year}-${String(index).padStart(2, '0')}` as Month);
const count = fc.integer({ min: -1200, max: 1200 });

describe('months', () => {
  test('adding and then counting gives the number that was added', () => {
    fc.assert(fc.property(month, count, (start, n) => monthsBetween(start, addMonths(start, n)) === n));
  });

  test('adding in two steps is adding at once', () => {
    fc.assert(
      fc.property(month, count, count, (start, a, b) => {
        expect(addMonths(addMonths(start, a), b)).toBe(addMonths(start, a + b));
      }),
    );
  });

  test('the text order of months is their order in time', () => {
    fc.assert(
      fc.property(month, month, (a, b) => Math.sign(monthsBetween(a, b)) === Number(b > a) - Number(b < a)),
    );
  });

  test('every sum is a month again', () => {
    fc.assert(fc.property(month, count, (start, n) => isMonth(addMonths(start, n))));
  });

  test.each([
    ['2026-12', 1, '2027-01'],
    ['2027-01', -1, '2026-12'],
    ['2026-11', 11, '2027-10'],
  ] as const)('%s plus %i is %s', (start, n, end) => expect(addMonths(start, n)).toBe(end));

  test.each(['2026-13', '2026-00', '26-11', '2026-1', '2026-11-01', ' 2026-11', '2026-11\n', ''])(
    '%j is no month',
    (text) => expect(isMonth(text)).toBe(false),
  );

  test('on paper a month has no leading zero', () => {
    expect(monthInChinese('2027-03')).toBe('2027年3月');
    expect(monthInChinese('2027-10')).toBe('2027年10月');
  });
});

describe('instants in China Standard Time', () => {
  test('a month begins at 16:00 UTC of the day before', () => {
    const first = Date.parse('2026-10-31T16:00:00Z');
    expect([monthOf(first - 1), monthOf(first)]).toEqual(['2026-10', '2026-11']);
    expect([dateOf(first - 1), dateOf(first)]).toEqual(['2026-10-31', '2026-11-01']);
    expect([timeOfDay(first - 1), timeOfDay(first)]).toEqual(['23:59', '00:00']);
  });

  test('date and month agree at every instant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_102_444_800_000 }),
        (ms) => dateOf(ms).slice(0, 7) === monthOf(ms),
      ),
    );
  });
});

describe('days', () => {
  test.each(['2024-02-29', '2026-12-31', '1900-03-01'])('%s exists', (day) => expect(isDay(day)).toBe(true));

  test.each(['2025-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-1-1', '2026-01-01T00:00', ''])(
    '%j does not',
    (day) => expect(isDay(day)).toBe(false),
  );

  test('adding and taking away leads back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        fc.integer({ min: -40_000, max: 40_000 }),
        (date, n) => {
          const day = date.toISOString().slice(0, 10);
          expect(addDays(addDays(day, n), -n)).toBe(day);
        },
      ),
    );
  });

  test('what is no day is a mistake of ours', () => {
    expect(() => addDays('2025-02-29', 1)).toThrow(TypeError);
  });
});
