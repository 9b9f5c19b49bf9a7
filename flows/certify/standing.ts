import type { Month } from '../../shared/dates/month.ts';
import type { CertificationRule } from '../../shared/pension/certification.ts';
import { holdsBeyondWindow } from '../../shared/pension/certification.ts';
import type { PersonRefusal } from '../../shared/records/refusal.ts';
import { refusalOf } from '../../shared/records/refusal.ts';
import type { PersonFacts } from '../contract/county.ts';
import type { EarlierCertification } from '../contract/journal.ts';

/** Where a person stands before anything is done. */
export type Standing =
  | { readonly kind: 'ineligible'; readonly reason: PersonRefusal }
  /** Certified beyond the renewal window; `pending` when only this machine knows so far. */
  | { readonly kind: 'already'; readonly validThrough: Month; readonly pending: boolean }
  | { readonly kind: 'due' };

function whyNot(facts: PersonFacts): PersonRefusal | undefined {
  return refusalOf(facts.kind === 'known' ? facts.status : undefined);
}

/**
 * A local record extends the year when the county said so, or has not spoken and will by rule: a face
 * certification. What it gave to an officer extends nothing so far.
 */
function extendsTheYear(earlier: EarlierCertification): boolean {
  return earlier.state === 'accepted' || (earlier.state === 'queued' && earlier.method === 'face');
}

/**
 * @param facts the county's answer; `undefined` when it could not be asked, and then any valid card goes on
 * @param earlier what this machine itself recorded of the person
 */
export function standing(
  facts: PersonFacts | undefined,
  earlier: EarlierCertification | undefined,
  rule: CertificationRule,
  now: Month,
): Standing {
  const reason = facts === undefined ? undefined : whyNot(facts);
  if (reason !== undefined) return { kind: 'ineligible', reason };
  const county = facts?.kind === 'known' ? facts.certifiedThrough : undefined;
  const local = earlier !== undefined && extendsTheYear(earlier) ? earlier.validThrough : undefined;
  const latest = county === undefined || (local !== undefined && local > county) ? local : county;
  if (latest === undefined || !holdsBeyondWindow(rule, latest, now)) return { kind: 'due' };
  const pending = latest !== county && earlier?.state !== 'accepted';
  return { kind: 'already', validThrough: latest, pending };
}

/** An earlier record whose slip may still be printed. */
export type Owing = EarlierCertification & { readonly state: 'queued' | 'accepted' | 'submitted' };

/** A slip that was promised and is not known to be in the person's hand. */
export function owesReceipt(earlier: EarlierCertification | undefined): earlier is Owing {
  if (earlier === undefined || earlier.state === 'refused' || earlier.state === 'parked') return false;
  return earlier.receipt === 'pending' || earlier.receipt === 'begun' || earlier.receipt === 'later';
}

/** The same for a record that waits for an officer, or will: it extends nothing. */
export function owesInterimReceipt(earlier: EarlierCertification | undefined): boolean {
  return owesReceipt(earlier) && !extendsTheYear(earlier);
}
