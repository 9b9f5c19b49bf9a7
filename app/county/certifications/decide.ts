import type { Month } from '../../../shared/dates/month.ts';
import { monthOf } from '../../../shared/dates/month.ts';
import { validThrough } from '../../../shared/pension/certification.ts';
import { SKEW_LIMIT_MS } from '../../../shared/protocol/envelope.ts';
import type { Certification, CertificationAnswer } from '../../../shared/records/certification.ts';
import type { Envelope } from '../../../shared/records/envelope.ts';
import { refusalOf } from '../../../shared/records/refusal.ts';
import type { Arrival } from '../records/handler.ts';
import type { CertificationPolicy } from '../settings/policy.ts';
import type { Terminal } from '../terminals/terminals.ts';
import type { Listed } from './evidence.ts';
import { contradicts, doubt, isTooEarly } from './evidence.ts';

export interface Ruling {
  readonly answer: CertificationAnswer;
  /** Month that the certification counts from, accepted or not yet. */
  readonly countedMonth: Month;
}

/** What the county knows beside the record itself. */
export interface Facts {
  readonly signer: Pick<Terminal, 'enrolledAt'>;
  /** `undefined` when nobody here has the number. */
  readonly person: Listed | undefined;
  readonly witness: Listed | undefined;
}

/**
 * The automatic decision (自动审核). A wrong "no" stops an income, a wrong "yes" pays the dead: a face record
 * that holds everything its way needs is accepted, what no honest machine can have seen is refused, and
 * everything between waits for an officer.
 */
export function decide(
  record: Envelope<Certification>,
  arrival: Arrival,
  { signer, person, witness }: Facts,
  policy: CertificationPolicy,
  demoAllowed: boolean,
): Ruling {
  const occurred = occurredAt(record, arrival);
  const early = occurred !== undefined && isTooEarly(record, occurred, signer);
  const countedMonth = monthOf(occurred === undefined || early ? arrival.receivedAt : occurred);
  const base = {
    kind: 'recorded',
    certificateNo: record.body.certificateNo,
    receivedAt: arrival.receivedAt,
    clockSkewed: early || isSkewed(record, arrival),
  } as const;
  const undecided = { ...base, validThrough: null, resumptionProposed: false } as const;
  const no = record.demo && !demoAllowed ? 'demo-refused' : refusalOf(person?.status);
  if (no !== undefined || person === undefined)
    return { countedMonth, answer: { ...undecided, decision: 'refused', reason: no ?? 'unknown-person' } };
  if (contradicts(record))
    return { countedMonth, answer: { ...undecided, decision: 'refused', reason: 'evidence-contradicts' } };
  const reason = doubt(record.body, early, person, witness) ?? null;
  if (reason !== null || record.body.method !== 'face')
    return { countedMonth, answer: { ...undecided, decision: 'submitted', reason } };
  return {
    countedMonth,
    answer: {
      ...base,
      decision: 'accepted',
      reason: null,
      validThrough: validThrough(policy.ruleIn(countedMonth), countedMonth),
      resumptionProposed: person.status === 'suspended',
    },
  };
}

/**
 * The instant at which the person stood there. The terminal's time counts, put right by as much as its clock
 * was off when it sent the record; `undefined` where that cannot be, and the time of receipt stands in.
 */
function occurredAt(record: Envelope<Certification>, arrival: Arrival): number | undefined {
  const wrong = Math.abs(arrival.aheadMs) > SKEW_LIMIT_MS;
  const occurred = record.occurredAt - (wrong ? arrival.aheadMs : 0);
  const impossible = occurred < 0 || occurred > arrival.receivedAt + SKEW_LIMIT_MS;
  return record.clock.quality === 'untrusted' || impossible ? undefined : occurred;
}

function isSkewed(record: Envelope<Certification>, arrival: Arrival): boolean {
  return (
    Math.abs(arrival.aheadMs) > SKEW_LIMIT_MS ||
    record.clock.quality === 'untrusted' ||
    record.occurredAt > arrival.receivedAt + SKEW_LIMIT_MS
  );
}
