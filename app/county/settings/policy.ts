import type { Month } from '../../../shared/dates/month.ts';
import { dateOf } from '../../../shared/dates/month.ts';
import type { CertificationRule } from '../../../shared/pension/certification.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import { loadPolicies } from '../../../shared/pension/policy-files.ts';
import { describeProblem } from '../../../shared/pension/policy-parse.ts';
import { certificationRule } from '../../../shared/pension/policy-rules.ts';
import type { CountyProfile } from '../../../shared/protocol/messages.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { County } from './county.ts';

/** What the county's pack says about certifying, by date. */
export interface CertificationPolicy {
  /** Rule for a certification in `month`; a month before the pack falls under today's rule. */
  ruleIn(month: Month): CertificationRule;
}

/** The packs that come with the program; the error is one line. */
export function readPolicies(): Result<PolicyBook, string> {
  const book = loadPolicies();
  if (book.ok) return book;
  const [first] = book.error;
  return err(
    `policy packs cannot be used: ${first === undefined ? 'unknown problem' : describeProblem(first)}`,
  );
}

/** Fails when `pack` does not exist or has no rule for the day on which `now` falls. */
export function certificationPolicy(
  book: PolicyBook,
  pack: string,
  now: number,
): Result<CertificationPolicy, string> {
  const today = certificationRule(book, pack, dateOf(now));
  if (!today.ok)
    return err(
      today.error.kind === 'unknown-pack'
        ? `there is no policy pack ${JSON.stringify(pack)}; known: ${[...book.packs.keys()].join(', ')}`
        : `policy pack ${pack} has no ${today.error.parameter} on ${today.error.date}; add a row to it`,
    );
  return ok({
    ruleIn(month) {
      const then = certificationRule(book, pack, `${month}-01`);
      return then.ok ? then.value : today.value;
    },
  });
}

/** What terminals are told. */
export function profileOf(county: County, rule: CertificationRule): CountyProfile {
  return {
    code: county.code,
    name: county.name,
    policyPack: county.policyPack,
    certification: {
      periodMonths: rule.periodMonths,
      convention: rule.convention,
      renewalWindowMonths: rule.renewalWindowMonths,
    },
    counter: county.counter,
    nearest: county.nearest,
  };
}
