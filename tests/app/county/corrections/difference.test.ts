import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../../app/county/corrections/difference.ts';
import { NOTHING } from '../../../../shared/pension/ledgers.ts';
import type { BooksOutcome } from '../../../../shared/pension/life/books.ts';
import type { Assessment, Payment } from '../../../../shared/pension/life/outcome.ts';

const MONTH = 2026 * 12;

const payment: Payment = {
  paidIn: MONTH,
  forMonth: MONTH,
  kind: 'pension',
  base: 10_000,
  pension: 500,
  addition: 0,
  service: 0,
  draw: NOTHING,
  fund: 500,
  balance: NOTHING,
  whys: [],
};
const assessment: Assessment = {
  month: MONTH,
  firstMonth: MONTH,
  yearsPaid: 15,
  yearsRequired: 15,
  baseDue: true,
  bonusPercent: 0,
  divisor: 139,
  serviceYears: 0,
  balance: NOTHING,
  pension: 500,
  whys: [],
};

function outcome(paid: Partial<Payment> = {}, assessed: Partial<Assessment> = {}): BooksOutcome {
  return {
    settlements: [],
    payments: [{ ...payment, ...paid }],
    assessment: { ...assessment, ...assessed },
    balance: NOTHING,
  };
}

describe('what the truth adds to the books', () => {
  it('is nothing where both say the same', () => {
    expect(differenceOf(outcome(), outcome())).toEqual({ ledger: [], payments: [], assessment: undefined });
  });

  it.each([
    ['base', { base: 0 }, { base: -10_000 }],
    ['pension', { pension: 501 }, { pension: 1 }],
    ['addition', { addition: 200 }, { addition: 200 }],
  ] as const)('is a payment where only the %s differs', (_name, truth, difference) => {
    const nothing = { forMonth: MONTH, base: 0, pension: 0, addition: 0, service: 0 };
    expect(differenceOf(outcome(), outcome(truth)).payments).toEqual([{ ...nothing, ...difference }]);
  });

  it.each([
    ['pension', { pension: 501 }],
    ['years paid', { yearsPaid: 14 }],
    ['base', { baseDue: false }],
  ] as const)('is a 重新核定 where only the %s differs', (_name, truth) => {
    expect(differenceOf(outcome(), outcome({}, truth)).assessment).toEqual({ ...assessment, ...truth });
  });
});
