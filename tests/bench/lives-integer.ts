import type { Month } from '../../shared/dates/month.ts';
import { addMonths } from '../../shared/dates/month.ts';
import { subsidyOf } from '../../shared/pension/integer/benefit.ts';
import type { Forecast, ForecastRules } from '../../shared/pension/integer/forecast.ts';
import { forecast } from '../../shared/pension/integer/forecast.ts';
import { rateMillionths } from '../../shared/pension/integer/interest.ts';
import { decemberOf } from '../../shared/pension/integer/month-number.ts';
import { subsidyFor } from '../../shared/pension/rules/subsidy.ts';
import { decimalForecast } from '../shared/pension/integer/decimal-life.ts';
import { type BenchRow, median, quantile } from './row.ts';

/** Lives a second that a county's list or forecast is to work out on one core. */
const LIMIT = 50_000;
const LIVES = 20_000;
/** The decimal rules take much longer; a part of the same lives is enough of them. */
const PEER_LIVES = 1000;
const ROUNDS = 7;
const YEARS = 15;
const UNIT = 'lives/s of a core';

const FIRST_YEAR = 2011;
const KNOWN = ['0.0275', '0.035', '0.03', '0.03', '0.0275', '0.015'];
const ASSUMED = '0.015';
const TABLE = [10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000, 100_000].map(
  (fromTier, line) => ({ fromTier, rural: Math.min(5000, 3000 + line * 500), urban: 3000 + line * 500 }),
);
const VALUES = {
  monthRule: 'same-month' as const,
  divisor: 139,
  bonusPercent: 0,
  baseMonthly: 14_300,
  yearsRequired: YEARS,
  extraYear: { threshold: 15, monthly: 500 },
  ageBands: [
    { fromAge: 65, monthly: 500 },
    { fromAge: 75, monthly: 1000 },
  ],
} satisfies Omit<ForecastRules, 'rates'>;
const RULES: ForecastRules = {
  ...VALUES,
  rates: { firstYear: FIRST_YEAR, known: KNOWN.map(rateMillionths), assumed: rateMillionths(ASSUMED) },
};

/** Fifteen years of somebody's tiers, each paid in a month of its own. */
interface Life {
  readonly household: 'rural' | 'urban';
  readonly firstYear: number;
  readonly months: readonly number[];
  readonly tiers: readonly number[];
  /** Month of assessment, 1 … 12, in the year after the last one paid. */
  readonly assessed: number;
}

/** The same lives in every run (xorshift). */
function lives(count: number): readonly Life[] {
  let state = 20_261_125;
  const below = (most: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % most;
  };
  return Array.from({ length: count }, () => ({
    household: below(3) === 0 ? 'urban' : 'rural',
    firstYear: FIRST_YEAR + below(10),
    months: Array.from({ length: YEARS }, () => 1 + below(12)),
    tiers: Array.from({ length: YEARS }, () => 10_000 * (1 + below(10))),
    assessed: 1 + below(12),
  }));
}

/** Contributions with their subsidy, yearly interest, assessment, first benefit; then as long as is asked. */
function byIntegers(life: Life, thereafter: number | undefined): Forecast {
  const { household, firstYear } = life;
  const months: number[] = [];
  const subsidy: number[] = [];
  const collective: number[] = [];
  for (let year = 0; year < YEARS; year += 1) {
    months.push(decemberOf(firstYear + year - 1) + (life.months[year] ?? 0));
    subsidy.push(subsidyOf(TABLE, life.tiers[year] ?? 0, household));
    collective.push(0);
  }
  const assessment = decemberOf(firstYear + YEARS - 1) + life.assessed;
  const found = forecast(
    { birth: assessment - 720, assessment, schedule: { months, personal: life.tiers, collective, subsidy } },
    RULES,
    thereafter === undefined ? undefined : assessment + thereafter,
  );
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
}

function byDecimals(life: Life, thereafter: number | undefined) {
  const month = (year: number, month: number): Month => `${year}-${String(month).padStart(2, '0')}` as Month;
  const assessment = month(life.firstYear + YEARS, life.assessed);
  return decimalForecast(
    {
      ...VALUES,
      birth: addMonths(assessment, -720),
      assessment,
      postings: life.tiers.map((tier, year) => ({
        month: month(life.firstYear + year, life.months[year] ?? 0),
        personal: tier,
        collective: 0,
        subsidy: subsidyFor(TABLE, tier, life.household),
      })),
      rate: (year) => KNOWN[year - FIRST_YEAR] ?? ASSUMED,
    },
    thereafter === undefined ? undefined : addMonths(assessment, thereafter),
  );
}

/** What must be the same of both, to the fen. */
function amounts({ balances, pension, total, course }: Forecast): string {
  const rest = course === undefined ? [] : [course.drawn, course.fromFund, course.interest, course.balances];
  return JSON.stringify([balances, pension, total, ...rest]);
}

/** The same of the decimal life, whose months are written out. */
function decimalAmounts({ balances, pension, total, ...rest }: ReturnType<typeof decimalForecast>): string {
  const course = 'course' in rest ? rest.course : undefined;
  const more = course === undefined ? [] : [course.drawn, course.fromFund, course.interest, course.balances];
  return JSON.stringify([balances, pension, total, ...more]);
}

/** Lives a second of a core: the integer engine against its limit, and against the decimal rules. */
export async function livesInteger(): Promise<BenchRow[]> {
  const all = lives(LIVES);
  const toBenefit = compare(all, all.slice(0, PEER_LIVES), undefined);
  // Twenty-five years of monthly payments: beyond the end of every account.
  const toTheEnd = compare(all.slice(0, LIVES / 4), all.slice(0, PEER_LIVES / 10), 299);
  const n = LIVES * ROUNDS;
  const speed = median(toBenefit.ours);
  const slowest = quantile(toBenefit.ours, 0);
  return [
    {
      name: 'lives-integer',
      ours: Math.round(speed),
      limit: LIMIT,
      atLeast: true,
      ratio: round2(speed / LIMIT),
      n,
      unit: UNIT,
    },
    {
      name: 'lives-integer-slowest-round',
      ours: Math.round(slowest),
      ratio: round2(slowest / LIMIT),
      n,
      unit: UNIT,
    },
    againstDecimal('lives-integer-against-decimal', toBenefit, n),
    againstDecimal('lives-integer-to-the-end-against-decimal', toTheEnd, n / 4),
  ];
}

/** Lives a second in each round, but the first, which warms up. */
interface Speeds {
  readonly ours: number[];
  readonly peers: number[];
}

function compare(ours: readonly Life[], theirs: readonly Life[], thereafter: number | undefined): Speeds {
  for (const life of theirs) {
    if (amounts(byIntegers(life, thereafter)) !== decimalAmounts(byDecimals(life, thereafter)))
      throw new Error('the integer engine and the decimal rules do not agree');
  }
  const speeds: Speeds = { ours: [], peers: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const mine = perSecond(ours, (life) => byIntegers(life, thereafter).total);
    const peers = perSecond(theirs, (life) => byDecimals(life, thereafter).total);
    if (round === 0) continue;
    speeds.ours.push(mine);
    speeds.peers.push(peers);
  }
  return speeds;
}

function againstDecimal(name: string, { ours, peers }: Speeds, n: number): BenchRow {
  const [speed, peer] = [median(ours), median(peers)];
  return {
    name,
    ours: Math.round(speed),
    peer: Math.round(peer),
    ratio: round2(speed / peer),
    n,
    unit: UNIT,
  };
}

/**
 * By the process's time on a core, collecting garbage included: what others do on the machine does not
 * count. The sum is read, so that no life may be left out by the compiler.
 */
function perSecond(lives: readonly Life[], work: (life: Life) => number): number {
  let sum = 0;
  const began = process.cpuUsage();
  for (const life of lives) sum += work(life);
  const { user, system } = process.cpuUsage(began);
  const seconds = (user + system) / 1_000_000;
  if (!(sum > 0)) throw new Error('no life has a benefit');
  return lives.length / seconds;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
