import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountPension,
  ageAddition,
  extraYears,
  subsidyOf,
} from '../../../../shared/pension/integer/benefit.ts';
import { interestOn, monthsEarning, rateMillionths } from '../../../../shared/pension/integer/interest.ts';
import { cutInto } from '../../../../shared/pension/integer/largest-remainder.ts';
import {
  balancesOf,
  drawDown,
  newAccount,
  openPeriod,
  post,
  settle,
} from '../../../../shared/pension/integer/running-account.ts';
import { halfUp } from '../../../../shared/pension/integer/whole.ts';
import { LEDGERS } from '../../../../shared/pension/ledgers.ts';
import * as pensions from '../../../../shared/pension/rules/account-pension.ts';
import * as additions from '../../../../shared/pension/rules/additions.ts';
import * as draws from '../../../../shared/pension/rules/draw-down.ts';
import type { MonthRule } from '../../../../shared/pension/rules/interest.ts';
import { interestOf } from '../../../../shared/pension/rules/interest.ts';
import { cut } from '../../../../shared/pension/rules/largest-remainder.ts';
import { subsidyFor } from '../../../../shared/pension/rules/subsidy.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const RUNS = { numRuns: 2000 };

/** Amounts of every size up to `most`; small ones as often as large ones, where ties are. */
const upTo = (most: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: Math.min(most, 3) }),
    fc.integer({ min: 0, max: Math.min(most, 5000) }),
    fc.integer({ min: 0, max: Math.min(most, 10_000_000) }),
    fc.maxSafeNat().map((n) => n % (most + 1)),
    fc.constant(most),
  );
const either = (most: number) =>
  fc.tuple(upTo(most), fc.boolean()).map(([fen, owed]) => (owed ? 0 - fen : fen));

/** As a pack writes it: one to six decimals. */
const rate = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 1, max: 6 }))
  .map(([millionths, digits]) => `0.${String(millionths).padStart(6, '0').slice(0, digits)}`);
const usualRate = fc.constantFrom('0.0225', '0.0275', '0.035', '0.03', '0.015', '0.0', '0.999999');
const rule = fc.constantFrom<MonthRule>('same-month', 'next-month');

/** The decimal rule writes a negative zero for what rounds to nothing from below. */
const zeroed = (fen: number): number => fen + 0;

describe('half-up', () => {
  test.each([
    [1, 2, 1],
    [-1, 2, -1],
    [49, 100, 0],
    [-49, 100, 0],
    [3, 2, 2],
    [-5, 2, -3],
    [0, 7, 0],
    [MOST, 1, MOST],
    [MOST, 2, 2 ** 52],
    [-MOST, 2, -(2 ** 52)],
  ])('%d ÷ %d is %d', (numerator, divisor, quotient) => {
    expect(halfUp(numerator, divisor)).toBe(quotient);
  });

  test('is exact up to the last whole number', () => {
    const exactly = (numerator: number, divisor: number): number => {
      const size = BigInt(Math.abs(numerator));
      const quotient = Number((size * 2n + BigInt(divisor)) / (BigInt(divisor) * 2n));
      return numerator < 0 ? 0 - quotient : quotient;
    };
    fc.assert(
      fc.property(either(MOST), upTo(12_000_000), fc.integer({ min: -2, max: 2 }), (size, d, near) => {
        const divisor = Math.max(1, d);
        expect(halfUp(size, divisor)).toBe(exactly(size, divisor));
        // Around a multiple of the divisor and around its half the floor is most at risk.
        const multiple = Math.floor((Math.abs(size) - 4) / divisor) * divisor + near;
        if (multiple > 0) expect(halfUp(multiple, divisor)).toBe(exactly(multiple, divisor));
      }),
      RUNS,
    );
  });
});

describe('interest', () => {
  const posting = fc.record({ month: fc.integer({ min: 1, max: 12 }), fen: either(10 ** 11) });
  const period = fc
    .record({
      openings: fc.tuple(either(10 ** 13), either(10 ** 13), either(10 ** 13)),
      from: fc.integer({ min: 0, max: 11 }),
      span: fc.integer({ min: 1, max: 12 }),
      postings: fc.array(fc.tuple(posting, posting, posting), { maxLength: 8 }),
      rate: fc.oneof(rate, usualRate),
      monthRule: rule,
    })
    .map(({ span, ...rest }) => ({ ...rest, through: Math.min(12, rest.from + span) }));

  test('of all three ledgers is the decimal one, both month rules, any period, either sign', () => {
    fc.assert(
      fc.property(period, ({ openings, from, through, postings, rate, monthRule }) => {
        const inPeriod = postings
          .map(([p, c, s]) => ({ month: p.month, fen: [p.fen, c.fen, s.fen] as const }))
          .filter(({ month }) => from < month && month <= through);
        const account = newAccount(monthRule);
        for (const [index, ledger] of account.ledgers.entries()) ledger.balance = openings[index] ?? 0;
        openPeriod(account, from, through);
        for (const { month, fen } of inPeriod) post(account, month, fen[0], fen[1], fen[2]);
        const sum = settle(account, rateMillionths(rate));
        let expectedSum = 0;
        for (const [index, ledger] of LEDGERS.entries()) {
          const ours = inPeriod.map(({ month, fen }) => ({ month, fen: fen[index] ?? 0 }));
          const opening = openings[index] ?? 0;
          const interest = zeroed(
            interestOf({ opening, from, through, postings: ours, rate, monthRule }).fen,
          );
          expectedSum += interest;
          const balance = opening + ours.reduce((all, { fen }) => all + fen, 0) + interest;
          expect(balancesOf(account)[ledger]).toBe(balance);
        }
        expect(sum).toBe(expectedSum);
      }),
      RUNS,
    );
  });

  test('is the decimal one up to the last whole number of fen × months', () => {
    fc.assert(
      fc.property(either(MOST), fc.oneof(rate, usualRate), (weighted, rate) => {
        const decimal = interestOf({
          opening: weighted,
          from: 0,
          through: 1,
          postings: [],
          rate,
          monthRule: 'same-month',
        }).fen;
        expect(interestOn(weighted, rateMillionths(rate))).toBe(zeroed(decimal));
      }),
      RUNS,
    );
  });

  test.each<[MonthRule, number, number, number]>([
    ['same-month', 1, 12, 12],
    ['same-month', 12, 12, 1],
    ['next-month', 1, 12, 11],
    ['next-month', 12, 12, 0],
  ])('%s: money of month %d earns through %d for %d months', (rule, month, through, months) => {
    expect(monthsEarning(month, through, rule)).toBe(months);
  });

  // 200 fen-months at 3 % are half a fen.
  test.each([
    [200, 1],
    [-200, -1],
    [199, 0],
    [-199, 0],
  ])('half a fen is rounded away from zero: %d fen-months', (weighted, fen) => {
    expect(interestOn(weighted, 30_000)).toBe(fen);
  });

  test.each([
    ['0.0275', 27_500],
    ['0.03', 30_000],
    ['0.999999', 999_999],
    ['0.000001', 1],
    ['0.0', 0],
  ])('a rate of %s is %d millionths', (text, millionths) => {
    expect(rateMillionths(text)).toBe(millionths);
  });
});

describe('cutting and drawing down', () => {
  /** The sum of three weights and a total no larger stay within the range: 9 × 10^7 fen are 900,000 yuan. */
  const weight = upTo(30_000_000);

  test('parts are those of the decimal cut, in the same order among equals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(weight, fc.integer({ min: 0, max: 2 })), { maxLength: 6 }),
        upTo(40_000_000),
        (weights, total) => {
          const parts = weights.map(() => 7);
          cutInto(total, weights, parts);
          expect(parts).toEqual(cut(total, weights).parts);
        },
      ),
      RUNS,
    );
  });

  test('of equal fractions the first is served', () => {
    const parts = [0, 0, 0];
    cutInto(100, [1, 1, 1], parts);
    expect(parts).toEqual([34, 33, 33]);
    cutInto(2, [5, 5, 5], parts);
    expect(parts).toEqual([1, 1, 0]);
  });

  test('a draw is the decimal one, and the balances are what it leaves', () => {
    fc.assert(
      fc.property(
        weight,
        weight,
        weight,
        upTo(40_000_000),
        rule,
        (personal, collective, subsidy, pay, rule) => {
          const account = newAccount(rule);
          openPeriod(account, 0, 12);
          post(account, 1, personal, collective, subsidy);
          const before = { personal, collective, subsidy };
          const { draw, fromFund } = draws.drawDown(pay, before);
          expect(drawDown(account, 3, pay)).toBe(fromFund);
          expect(account.draws).toEqual(LEDGERS.map((ledger) => draw[ledger]));
          for (const ledger of LEDGERS)
            expect(balancesOf(account)[ledger]).toBe(before[ledger] - draw[ledger]);
        },
      ),
      RUNS,
    );
  });
});

describe('benefit', () => {
  test('account pension is the decimal one, with and without bonus', () => {
    fc.assert(
      fc.property(
        upTo(45_035_996_273_704),
        fc.oneof(fc.constant(139), fc.integer({ min: 1, max: 600 })),
        fc.oneof(fc.constantFrom(0, 10, 20, 30), fc.integer({ min: 0, max: 100 })),
        (account, divisor, bonus) => {
          expect(accountPension(account, divisor, bonus)).toBe(
            pensions.accountPension(account, divisor, bonus).fen,
          );
        },
      ),
      RUNS,
    );
  });

  test('half a fen of pension is rounded up, once, after the bonus', () => {
    expect(accountPension(5, 10, 0)).toBe(1);
    expect(accountPension(4, 10, 0)).toBe(0);
    // 1.45 fen with 10 % are 1.595; rounded before the bonus they would be one.
    expect(accountPension(145, 100, 10)).toBe(2);
  });

  test('subsidy, extra years and age are what the rules say', () => {
    const fen = upTo(1_000_000);
    const rising = fc
      .uniqueArray(fen, { minLength: 1, maxLength: 6 })
      .map((tiers) => [...tiers].sort((a, b) => a - b));
    const table = fc.tuple(rising, fc.array(fen, { minLength: 12, maxLength: 12 })).map(([tiers, amounts]) =>
      tiers.map((fromTier, index) => ({
        fromTier,
        rural: amounts[index] ?? 0,
        urban: amounts[index + 6] ?? 0,
      })),
    );
    fc.assert(
      fc.property(table, fen, fc.constantFrom('rural', 'urban'), (table, tier, household) => {
        expect(subsidyOf(table, tier, household)).toBe(subsidyFor(table, tier, household));
      }),
    );
    const years = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(years, years, fen, (paid, threshold, monthly) => {
        const rule = { threshold, monthly };
        expect(extraYears(paid, rule)).toBe(additions.extraYears(paid, rule));
      }),
    );
    const bands = fc
      .tuple(fc.uniqueArray(fc.integer({ min: 60, max: 100 }), { maxLength: 4 }), fen)
      .map(([ages, monthly]) =>
        [...ages].sort((a, b) => a - b).map((fromAge, index) => ({ fromAge, monthly: monthly + index })),
      );
    fc.assert(
      fc.property(bands, fc.integer({ min: 0, max: 1300 }), (bands, months) => {
        expect(ageAddition(months, bands)).toBe(additions.ageAddition(months, bands));
        for (const { fromAge } of bands) {
          expect(ageAddition(fromAge * 12, bands)).toBe(additions.ageAddition(fromAge * 12, bands));
          expect(ageAddition(fromAge * 12 + 1, bands)).toBe(additions.ageAddition(fromAge * 12 + 1, bands));
        }
      }),
    );
  });
});

describe('an amount out of range stops the work', () => {
  /** Twelve months of it are the last that fit. */
  const richest = Math.floor(MOST / 12);

  test('interest: fen × months', () => {
    const account = newAccount('same-month');
    account.ledgers[0].balance = richest;
    openPeriod(account, 0, 12);
    expect(settle(account, 30_000)).toBe(
      interestOf({
        opening: richest,
        from: 0,
        through: 12,
        postings: [],
        rate: '0.03',
        monthRule: 'same-month',
      }).fen,
    );
    account.ledgers[0].balance = richest + 1;
    expect(() => openPeriod(account, 0, 12)).toThrow(RangeError);
    account.ledgers[0].balance = 0;
    openPeriod(account, 0, 12);
    expect(() => post(account, 1, 0, richest + 1, 0)).toThrow(RangeError);
    expect(() => post(account, 1, 0, 0, -richest - 1)).toThrow(RangeError);
    expect(() => interestOn(MOST + 1, 30_000)).toThrow(RangeError);
    expect(() => interestOn(-MOST - 1, 30_000)).toThrow(RangeError);
  });

  test('interest: a sum of postings that fit one by one', () => {
    const account = newAccount('same-month');
    openPeriod(account, 0, 12);
    post(account, 1, richest, 0, 0);
    expect(() => post(account, 1, richest, 0, 0)).toThrow(RangeError);
  });

  test('account pension: account × percent', () => {
    const most = Math.floor(MOST / 130);
    expect(accountPension(most, 139, 30)).toBe(pensions.accountPension(most, 139, 30).fen);
    expect(() => accountPension(most + 1, 139, 30)).toThrow(RangeError);
  });

  test('cut: total × weights', () => {
    // 94,906,266 × 94,906,265 is below 2^53, 94,906,267 × 94,906,265 is not.
    const parts = [0, 0];
    const weights = [94_906_265 - 12_345, 12_345];
    cutInto(94_906_265, weights, parts);
    expect(parts).toEqual(cut(94_906_265, weights).parts);
    expect(() => cutInto(94_906_266, weights, parts)).toThrow(RangeError);
    expect(() => cutInto(10, [MOST, 1], parts)).toThrow(RangeError);
  });

  test('parts of a fen, negative weights, rates that are none', () => {
    const account = newAccount('same-month');
    openPeriod(account, 0, 12);
    expect(() => post(account, 1, 0.5, 0, 0)).toThrow(RangeError);
    expect(() => cutInto(1, [1, -1, 1], [0, 0, 0])).toThrow(RangeError);
    expect(() => cutInto(-1, [1], [0])).toThrow(RangeError);
    expect(() => interestOn(100, 1_000_000)).toThrow(RangeError);
    expect(() => interestOn(100, -1)).toThrow(RangeError);
    expect(() => halfUp(1, 0)).toThrow(RangeError);
    for (const text of ['1.5', '0.0000001', '0,03', '3'])
      expect(() => rateMillionths(text)).toThrow(RangeError);
  });
});
