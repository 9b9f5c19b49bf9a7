import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Month } from '../../../../shared/dates/month.ts';
import { addMonths } from '../../../../shared/dates/month.ts';
import type {
  ForecastRefusal,
  ForecastRules,
  LifePlan,
} from '../../../../shared/pension/integer/forecast.ts';
import { forecast } from '../../../../shared/pension/integer/forecast.ts';
import { rateMillionths } from '../../../../shared/pension/integer/interest.ts';
import { monthNumber } from '../../../../shared/pension/integer/month-number.ts';
import type { MonthRule } from '../../../../shared/pension/rules/interest.ts';
import type { DecimalLife } from './decimal-life.ts';
import { decimalForecast } from './decimal-life.ts';

const KNOWN = ['0.0225', '0.0275', '0.035', '0.03', '0.03', '0.0275', '0.015'];
const FIRST_YEAR = 2010;
const ASSUMED = '0.0175';

const rate = (year: number): string => KNOWN[year - FIRST_YEAR] ?? ASSUMED;

function planOf({ birth, assessment, postings }: DecimalLife): LifePlan {
  return {
    birth: monthNumber(birth),
    assessment: monthNumber(assessment),
    schedule: {
      months: postings.map(({ month }) => monthNumber(month)),
      personal: postings.map(({ personal }) => personal),
      collective: postings.map(({ collective }) => collective),
      subsidy: postings.map(({ subsidy }) => subsidy),
    },
  };
}

function rulesOf(life: DecimalLife): ForecastRules {
  const { monthRule, divisor, bonusPercent, baseMonthly, yearsRequired, extraYear, ageBands } = life;
  return {
    rates: { firstYear: FIRST_YEAR, known: KNOWN.map(rateMillionths), assumed: rateMillionths(ASSUMED) },
    monthRule,
    divisor,
    bonusPercent,
    baseMonthly,
    yearsRequired,
    extraYear,
    ageBands,
  };
}

/** What the integer engine says, in the words of the reference. */
function ours(life: DecimalLife, horizon?: Month) {
  const found = forecast(
    planOf(life),
    rulesOf(life),
    horizon === undefined ? undefined : monthNumber(horizon),
  );
  if (!found.ok) throw new Error(found.error.kind);
  const { course, ...rest } = found.value;
  if (course === undefined) return rest;
  const monthOf = (number: number): Month => addMonths('0000-01', number);
  const { through, fundFrom } = course;
  return {
    ...rest,
    course: {
      ...course,
      through: monthOf(through),
      fundFrom: fundFrom === undefined ? undefined : monthOf(fundFrom),
    },
  };
}

/** Negative zeros of the decimal rules are zeros. */
const zeroed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (part === undefined ? 'none' : part)));

const month = fc.integer({ min: 1, max: 12 });
const at = (year: number, month: number): Month => `${year}-${String(month).padStart(2, '0')}` as Month;
const fen = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 200_000 }),
  fc.integer({ min: 0, max: 1_000_000 }),
);

/** Up to thirty years paid, some with several postings, assessed in any month after (or of) the last. */
const life: fc.Arbitrary<DecimalLife> = fc
  .record({
    start: fc.integer({ min: FIRST_YEAR, max: 2030 }),
    years: fc.array(
      fc.record({ gap: fc.constantFrom(0, 1, 1, 1, 2), month, personal: fen, collective: fen, subsidy: fen }),
      { maxLength: 30 },
    ),
    wait: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 })),
    age: fc.integer({ min: 55, max: 90 }),
    monthRule: fc.constantFrom<MonthRule>('same-month', 'next-month'),
    divisor: fc.constantFrom(56, 101, 139, 195),
    bonusPercent: fc.constantFrom(0, 10, 20, 30),
    baseMonthly: fen,
    yearsRequired: fc.integer({ min: 0, max: 20 }),
    threshold: fc.integer({ min: 0, max: 20 }),
    ageMonthly: fen,
    birthMonth: month,
  })
  .map(({ start, years, wait, age, threshold, ageMonthly, birthMonth, ...rest }) => {
    let year = start;
    const postings = years
      .map(({ gap, month, ...amounts }) => {
        year += gap;
        return { month: at(year, month), ...amounts };
      })
      .sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0));
    const assessment = addMonths(postings.at(-1)?.month ?? at(start, 6), wait);
    return {
      ...rest,
      birth: at(Number(assessment.slice(0, 4)) - age, birthMonth),
      assessment,
      postings,
      rate,
      extraYear: { threshold, monthly: 500 },
      ageBands: [
        { fromAge: 65, monthly: ageMonthly },
        { fromAge: 75, monthly: ageMonthly + 100 },
      ],
    };
  });

describe('a forecast is the life that the decimal rules compose', () => {
  test('to the assessment and the first benefit', () => {
    fc.assert(
      fc.property(life, (life) => {
        expect(zeroed(ours(life))).toEqual(zeroed(decimalForecast(life)));
      }),
      { numRuns: 1000 },
    );
  });

  test('and on, until the account is empty or the horizon', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(life, fc.integer({ min: -1, max: 300 }), (life, months) => {
        const horizon = addMonths(life.assessment, months);
        expect(zeroed(ours(life, horizon))).toEqual(zeroed(decimalForecast(life, horizon)));
      }),
      { numRuns: 150 },
    );
  });
});

const PLAIN: DecimalLife = {
  birth: '1960-03',
  assessment: '2020-04',
  postings: [],
  rate,
  monthRule: 'same-month',
  divisor: 139,
  bonusPercent: 0,
  baseMonthly: 9300,
  yearsRequired: 1,
  extraYear: { threshold: 15, monthly: 500 },
  ageBands: [],
};
const year = (month: Month, personal: number) => ({ month, personal, collective: 0, subsidy: 0 });

describe('the calendar of an account', () => {
  test('is settled through the month before the assessment', () => {
    // 2019 at the assumed 1.75 %: 12,000.00 × 0.0175 × 3 ÷ 12 = 52.50 for October to December;
    // 2020: 12,052.50 × 0.0175 × 3 ÷ 12 = 52.73 for January to March.
    const found = ours({ ...PLAIN, postings: [year('2019-10', 1_200_000)] });
    expect(found.balances).toEqual({ personal: 1_200_000 + 5250 + 5273, collective: 0, subsidy: 0 });
    expect(found.pension).toBe(Math.round(1_210_523 / 139));
    expect(found.total).toBe(9300 + 8709);
  });

  test('in January the December settlement serves', () => {
    const found = ours({ ...PLAIN, assessment: '2020-01', postings: [year('2019-10', 1_200_000)] });
    expect(found.account).toBe(1_200_000 + 5250);
  });

  test('money of the month itself counts, and has earned nothing', () => {
    expect(ours({ ...PLAIN, postings: [year('2020-04', 1_200_000)] }).account).toBe(1_200_000);
  });

  test('a life without a posting has the base pension only where no year is required', () => {
    expect(ours(PLAIN)).toMatchObject({ account: 0, pension: 0, base: 0, total: 0 });
    expect(ours({ ...PLAIN, yearsRequired: 0 })).toMatchObject({ base: 9300, total: 9300 });
  });

  test('an account that runs dry gets the interest of its months in December, and then ends', () => {
    // 3,000.00 at 1,000.00 a month: gone in June. December: 3,000.00 × 9 − 1,000.00 × (9 + 8 + 7) =
    // 3,000.00 for a month, × 0.0175 ÷ 12 ≈ 4.38, which is what January draws.
    const found = ours({ ...PLAIN, divisor: 3, postings: [year('2020-04', 300_000)] }, '2040-01');
    expect(found).toMatchObject({
      pension: 100_000,
      course: {
        drawn: 300_438,
        fundFrom: '2020-07',
        fromFund: 17 * 100_000 + 99_562,
        interest: 438,
        through: '2021-12',
        balances: { personal: 0, collective: 0, subsidy: 0 },
      },
    });
  });
});

describe('what cannot be forecast is said', () => {
  const rules = rulesOf(PLAIN);
  const plan = planOf(PLAIN);

  test.each<[Partial<DecimalLife>, ForecastRefusal]>([
    [{ postings: [year('2009-12', 100)] }, { kind: 'rate-missing', year: 2009 }],
    [{ assessment: '2009-12' }, { kind: 'rate-missing', year: 2009 }],
    [{ postings: [year('2015-02', 100), year('2015-01', 100)] }, { kind: 'schedule-not-in-order' }],
    [{ postings: [year('2020-05', 100)] }, { kind: 'posting-after-assessment' }],
  ])('%j', (change, error) => {
    expect(forecast(planOf({ ...PLAIN, ...change }), rules)).toEqual({ ok: false, error });
  });

  test('columns of different lengths', () => {
    const schedule = { ...plan.schedule, months: [plan.assessment] };
    expect(forecast({ ...plan, schedule }, rules)).toEqual({
      ok: false,
      error: { kind: 'schedule-not-in-order' },
    });
  });
});
