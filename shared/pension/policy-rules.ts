import type { Result } from '../result/result.ts';
import { ok } from '../result/result.ts';
import type { CertificationRule } from './certification.ts';
import type { PolicyBook, PolicyMissing } from './policy-book.ts';
import { settingOn } from './policy-book.ts';
import type { ParameterValue } from './policy-parameters.ts';

/** What follows a missed certification. */
export interface ResumptionRule {
  readonly graceMonths: number;
  readonly backPay: ParameterValue<'resumption.backPay'>;
  readonly deathMonth: ParameterValue<'resumption.deathMonth'>;
  readonly prisonBackPay: ParameterValue<'prison.backPay'>;
}

/** The certification rule of `pack` on `date` (`YYYY-MM-DD`, China Standard Time). */
export function certificationRule(
  book: PolicyBook,
  pack: string,
  date: string,
): Result<CertificationRule, PolicyMissing> {
  const periodMonths = settingOn(book, pack, 'certification.periodMonths', date);
  if (!periodMonths.ok) return periodMonths;
  const convention = settingOn(book, pack, 'certification.convention', date);
  if (!convention.ok) return convention;
  const renewalWindowMonths = settingOn(book, pack, 'certification.renewalWindowMonths', date);
  if (!renewalWindowMonths.ok) return renewalWindowMonths;
  return ok({
    periodMonths: periodMonths.value.value,
    convention: convention.value.value,
    renewalWindowMonths: renewalWindowMonths.value.value,
  });
}

/** The rule of suspension and resumption of `pack` on `date`. */
export function resumptionRule(
  book: PolicyBook,
  pack: string,
  date: string,
): Result<ResumptionRule, PolicyMissing> {
  const graceMonths = settingOn(book, pack, 'suspension.graceMonths', date);
  if (!graceMonths.ok) return graceMonths;
  const backPay = settingOn(book, pack, 'resumption.backPay', date);
  if (!backPay.ok) return backPay;
  const deathMonth = settingOn(book, pack, 'resumption.deathMonth', date);
  if (!deathMonth.ok) return deathMonth;
  const prisonBackPay = settingOn(book, pack, 'prison.backPay', date);
  if (!prisonBackPay.ok) return prisonBackPay;
  return ok({
    graceMonths: graceMonths.value.value,
    backPay: backPay.value.value,
    deathMonth: deathMonth.value.value,
    prisonBackPay: prisonBackPay.value.value,
  });
}
