import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Month } from '../../../shared/dates/month.ts';
import { addMonths, monthsBetween } from '../../../shared/dates/month.ts';
import type { CertificationRule } from '../../../shared/pension/certification.ts';
import { holdsBeyondWindow, suspendFrom, validThrough } from '../../../shared/pension/certification.ts';

const rule: CertificationRule = {
  periodMonths: 12,
  convention: 'from-current-month',
  renewalWindowMonths: 2,
};

const month = fc
  .tuple(fc.integer({ min: 2011, max: 2099 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, index]) => `${year}-${String(index).padStart(2, '0')}` as Month);
const anyRule: fc.Arbitrary<CertificationRule> = fc.record({
  periodMonths: fc.integer({ min: 1, max: 36 }),
  convention: fc.constantFrom('from-current-month', 'from-next-month'),
  renewalWindowMonths: fc.integer({ min: 0, max: 12 }),
});

describe('how long a certification holds', () => {
  test.each([
    ['2026-11', '2027-10'],
    ['2024-05', '2025-04'],
    ['2026-01', '2026-12'],
    ['2026-12', '2027-11'],
  ] as const)('made in %s it holds through %s', (made, through) => {
    expect(validThrough(rule, made)).toBe(through);
    expect(suspendFrom(rule, made)).toBe(addMonths(through, 1));
  });

  test('counting from the next month adds one', () => {
    expect(validThrough({ ...rule, convention: 'from-next-month' }, '2024-05')).toBe('2025-05');
  });

  test('exactly the period’s months are paid, plus the grace', () => {
    fc.assert(
      fc.property(anyRule, month, fc.nat(12), (any, made, grace) => {
        const first = addMonths(made, any.convention === 'from-current-month' ? 0 : 1);
        expect(monthsBetween(first, suspendFrom(any, made, grace))).toBe(any.periodMonths + grace);
        expect(addMonths(validThrough(any, made), 1)).toBe(suspendFrom(any, made));
      }),
    );
  });
});

describe('the renewal window', () => {
  test.each([
    ['2026-11', false],
    ['2026-12', false],
    ['2027-01', true],
    ['2026-10', false],
  ] as const)('in November 2026, certified through %s: nothing to do is %s', (through, nothingToDo) => {
    expect(holdsBeyondWindow(rule, through, '2026-11')).toBe(nothingToDo);
  });

  test('who has just certified has nothing to do', () => {
    fc.assert(
      fc.property(anyRule, month, (any, made) => {
        fc.pre(any.periodMonths > any.renewalWindowMonths);
        expect(holdsBeyondWindow(any, validThrough(any, made), made)).toBe(true);
      }),
    );
  });
});
