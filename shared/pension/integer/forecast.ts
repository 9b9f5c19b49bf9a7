import type { Result } from '../../result/result.ts';
import { err, ok } from '../../result/result.ts';
import type { Ledgers } from '../ledgers.ts';
import type { ParameterValue } from '../policy-parameters.ts';
import { accountPension, ageAddition, extraYears } from './benefit.ts';
import type { Course } from './course.ts';
import { courseOf } from './course.ts';
import { decemberOf, yearOf } from './month-number.ts';
import type { YearlyRates } from './rates.ts';
import { rateOf } from './rates.ts';
import type { RunningAccount } from './running-account.ts';
import { balancesOf, newAccount, openPeriod, post, settle, totalOf } from './running-account.ts';
import { whole } from './whole.ts';

/** Years paid, as columns of one length: the month of posting, never falling, and fen by ledger. */
export interface Schedule {
  readonly months: readonly number[];
  readonly personal: readonly number[];
  readonly collective: readonly number[];
  readonly subsidy: readonly number[];
}

/** A life as it was and as it is held to go on. Months are numbered as by `monthNumber`. */
export interface LifePlan {
  readonly birth: number;
  readonly schedule: Schedule;
  /** 核定: month of assessment and of the first payment. */
  readonly assessment: number;
}

/** The pack's values for this life, fen; rates in millionths. */
export interface ForecastRules {
  readonly rates: YearlyRates;
  readonly monthRule: ParameterValue<'interest.monthRule'>;
  readonly divisor: number;
  readonly bonusPercent: number;
  readonly baseMonthly: number;
  /** Years without which there is no base pension, for this person. */
  readonly yearsRequired: number;
  readonly extraYear: ParameterValue<'addition.extraYear'>;
  readonly ageBands: ParameterValue<'addition.age'>;
}

/** 待遇测算: an account at its assessment and the first month's benefit, fen. */
export interface Forecast {
  readonly balances: Ledgers;
  readonly account: number;
  readonly yearsPaid: number;
  /** 个人账户养老金. */
  readonly pension: number;
  /** 基础养老金; zero when years are short. */
  readonly base: number;
  readonly extraYears: number;
  readonly ageAddition: number;
  /** Of the first month, all parts together. */
  readonly total: number;
  /** What becomes of the account, when a horizon was given. */
  readonly course?: Course;
}

export type ForecastRefusal =
  | { readonly kind: 'rate-missing'; readonly year: number }
  | { readonly kind: 'schedule-not-in-order' }
  | { readonly kind: 'posting-after-assessment' };

/**
 * Walks a life to its assessment: December settlements, the partial settlement through the month before,
 * the postings of the month itself, then the benefit. With `horizon` (last month counted) it goes on until
 * the account is empty or the horizon is reached.
 */
export function forecast(
  plan: LifePlan,
  rules: ForecastRules,
  horizon?: number,
): Result<Forecast, ForecastRefusal> {
  const refusal = refusalOf(plan, rules);
  if (refusal !== undefined) return err(refusal);
  const account = newAccount(rules.monthRule);
  toAssessment(account, plan, rules.rates);
  const balances = balancesOf(account);
  const sum = totalOf(account);
  const yearsPaid = plan.schedule.months.length;
  const pension = accountPension(sum, rules.divisor, rules.bonusPercent);
  const base = yearsPaid >= rules.yearsRequired ? rules.baseMonthly : 0;
  const forYears = extraYears(yearsPaid, rules.extraYear);
  const forAge = ageAddition(plan.assessment - plan.birth, rules.ageBands);
  const found = {
    balances,
    account: sum,
    yearsPaid,
    pension,
    base,
    extraYears: forYears,
    ageAddition: forAge,
    total: whole(base + pension + forYears + forAge),
  };
  if (horizon === undefined) return ok(found);
  return ok({ ...found, course: courseOf(account, plan.assessment, pension, rules.rates, horizon) });
}

function refusalOf(
  { schedule, assessment }: LifePlan,
  { rates }: ForecastRules,
): ForecastRefusal | undefined {
  const { months, personal, collective, subsidy } = schedule;
  const count = months.length;
  if (personal.length !== count || collective.length !== count || subsidy.length !== count)
    return { kind: 'schedule-not-in-order' };
  let before = months[0] ?? assessment;
  for (const month of months) {
    if (month < before) return { kind: 'schedule-not-in-order' };
    before = month;
  }
  if (before > assessment) return { kind: 'posting-after-assessment' };
  const year = yearOf(months[0] ?? assessment);
  return year < rates.firstYear ? { kind: 'rate-missing', year } : undefined;
}

/** Leaves the account open from its last settlement to December of the year of assessment. */
function toAssessment(account: RunningAccount, plan: LifePlan, rates: YearlyRates): void {
  const { schedule, assessment } = plan;
  const first = schedule.months[0] ?? assessment;
  const lastYear = yearOf(assessment);
  let next = 0;
  for (let year = yearOf(first); year < lastYear; year += 1) {
    openPeriod(account, decemberOf(year - 1), decemberOf(year));
    next = postThrough(account, schedule, next, decemberOf(year));
    settle(account, rateOf(rates, year));
  }
  // In January, and for an account that does not exist yet, this partial settlement comes to nothing.
  const before = assessment - 1;
  openPeriod(account, decemberOf(lastYear - 1), before);
  next = postThrough(account, schedule, next, before);
  settle(account, rateOf(rates, lastYear));
  openPeriod(account, before, decemberOf(lastYear));
  postThrough(account, schedule, next, assessment);
}

/** Posts what comes up to the end of `through`; returns the place of what comes later. */
function postThrough(account: RunningAccount, schedule: Schedule, next: number, through: number): number {
  const { months, personal, collective, subsidy } = schedule;
  let place = next;
  for (; place < months.length; place += 1) {
    const month = months[place] ?? 0;
    if (month > through) break;
    post(account, month, personal[place] ?? 0, collective[place] ?? 0, subsidy[place] ?? 0);
  }
  return place;
}
