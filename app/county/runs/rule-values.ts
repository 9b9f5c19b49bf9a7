import type { Month } from '../../../shared/dates/month.ts';
import { addMonths, monthsBetween } from '../../../shared/dates/month.ts';
import type { PolicyBook, PolicyMissing } from '../../../shared/pension/policy-book.ts';
import { settingOn } from '../../../shared/pension/policy-book.ts';
import type { ParameterName, ParameterValue } from '../../../shared/pension/policy-parameters.ts';
import type { Result } from '../../../shared/result/result.ts';
import { ok } from '../../../shared/result/result.ts';
import type { MonthlyValues, RuleValues } from '../second-engine/rules.ts';

/**
 * Looks up in `pack` what the second engine needs for the run of `month`: the rate of interest by 1 January of its
 * year, the other rules by its first day, and what a month is paid at for each month from `first` on. Where
 * the pack begins later than `first`, the list begins with the pack.
 */
export function ruleValues(
  book: PolicyBook,
  pack: string,
  month: Month,
  first: Month = month,
): Result<RuleValues, PolicyMissing> {
  const rate = rateOfYear(book, pack, month);
  if (!rate.ok) return rate;
  const now = settings(book, pack, `${month}-01`, [
    'interest.monthRule',
    'interest.sealed',
    'scheme.start',
    'benefit.claimAge',
    'years.required',
    'account.divisor',
    'bonus.bands',
    'bonus.households',
    'certification.periodMonths',
    'certification.convention',
    'suspension.graceMonths',
    'resumption.backPay',
    'resumption.deathMonth',
    'prison.backPay',
  ]);
  if (!now.ok) return now;
  const monthly = monthlyValues(book, pack, first, month);
  if (!monthly.ok) return monthly;
  const own = now.value['certification.convention'] === 'from-current-month' ? 1 : 0;
  return ok({
    interest: {
      rateMillionths: millionths(rate.value),
      monthRule: now.value['interest.monthRule'],
      sealed: now.value['interest.sealed'],
    },
    assessment: {
      schemeStart: now.value['scheme.start'],
      claimAge: now.value['benefit.claimAge'],
      yearsRequired: now.value['years.required'],
      divisor: now.value['account.divisor'],
      bonusBands: now.value['bonus.bands'],
      bonusHouseholds: now.value['bonus.households'],
      certifiedMonths: now.value['certification.periodMonths'] - own,
    },
    payment: {
      graceMonths: now.value['suspension.graceMonths'],
      resumptionBackPay: now.value['resumption.backPay'],
      deathMonth: now.value['resumption.deathMonth'],
      prisonBackPay: now.value['prison.backPay'],
    },
    monthly: monthly.value,
  });
}

/** 记账利率 of 1 January, or of the pack's first month in the year in which it begins. */
function rateOfYear(book: PolicyBook, pack: string, month: Month): Result<string, PolicyMissing> {
  for (let number = 1; ; number += 1) {
    const date = `${month.slice(0, 5)}${String(number).padStart(2, '0')}-01`;
    const found = settingOn(book, pack, 'interest.rate', date);
    if (found.ok) return ok(found.value.value);
    if (number >= Number(month.slice(5))) return found;
  }
}

/** One entry for each month in which something changes. */
function monthlyValues(
  book: PolicyBook,
  pack: string,
  first: Month,
  last: Month,
): Result<readonly MonthlyValues[], PolicyMissing> {
  const entries: MonthlyValues[] = [];
  let before = '';
  const months = Math.max(0, monthsBetween(first, last));
  for (let index = 0; index <= months; index += 1) {
    const from = addMonths(last, index - months);
    const found = settings(book, pack, `${from}-01`, [
      'base.monthly',
      'addition.extraYear',
      'addition.age',
      'service.perYear',
      'funeral.months',
      'inheritance.ledgers',
    ]);
    if (!found.ok) {
      if (entries.length === 0 && index < months) continue;
      return found;
    }
    const now = JSON.stringify(found.value);
    if (now === before) continue;
    before = now;
    entries.push({
      from,
      base: found.value['base.monthly'],
      extraYear: found.value['addition.extraYear'],
      ageBands: found.value['addition.age'],
      servicePerYear: found.value['service.perYear'],
      funeralMonths: found.value['funeral.months'],
      heritable: found.value['inheritance.ledgers'],
    });
  }
  return ok(entries);
}

function settings<P extends ParameterName>(
  book: PolicyBook,
  pack: string,
  date: string,
  parameters: readonly P[],
): Result<{ readonly [K in P]: ParameterValue<K> }, PolicyMissing> {
  const values: Partial<Record<P, unknown>> = {};
  for (const parameter of parameters) {
    const found = settingOn(book, pack, parameter, date);
    if (!found.ok) return found;
    values[parameter] = found.value.value;
  }
  return ok(values as { readonly [K in P]: ParameterValue<K> });
}

/** `0.0275` → 27500; a pack has at most six decimals. */
function millionths(rate: string): number {
  return Number((rate.split('.')[1] ?? '').padEnd(6, '0'));
}

/** One line. */
export function describeMissing(missing: PolicyMissing): string {
  return missing.kind === 'unknown-pack'
    ? `there is no policy pack ${JSON.stringify(missing.pack)}`
    : `policy pack ${missing.pack} has no ${missing.parameter} on ${missing.date}; add a row to it`;
}
