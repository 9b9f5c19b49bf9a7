import type { Month } from '../dates/month.ts';
import { addMonths, monthsBetween } from '../dates/month.ts';

/** 资格认证周期: parameters of the policy pack (assets/policies), with their defaults' sources there. */
export interface CertificationRule {
  readonly periodMonths: number;
  /** `from-current-month`: the month of certifying is the first of the period (认证周期从当月开始计算). */
  readonly convention: 'from-current-month' | 'from-next-month';
  /** Months before expiry, the current one counted, in which certifying again is due. */
  readonly renewalWindowMonths: number;
}

/** Last month in which a certification made in `month` holds. Nov 2026, 12 months → Oct 2027. */
export function validThrough(rule: CertificationRule, month: Month): Month {
  const first = rule.convention === 'from-current-month' ? 0 : 1;
  return addMonths(month, first + rule.periodMonths - 1);
}

/**
 * First month without payment if nobody certifies (第13个月起暂停); `graceMonths` are still paid after the
 * period is over.
 */
export function suspendFrom(rule: CertificationRule, lastCertified: Month, graceMonths = 0): Month {
  return addMonths(validThrough(rule, lastCertified), 1 + graceMonths);
}

/**
 * Whether a certification through `certifiedThrough` still holds beyond the renewal window in `now`;
 * then there is nothing to do this visit. Default window 2: the current month and the next.
 */
export function holdsBeyondWindow(rule: CertificationRule, certifiedThrough: Month, now: Month): boolean {
  return monthsBetween(now, certifiedThrough) >= rule.renewalWindowMonths;
}
