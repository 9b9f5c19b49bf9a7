import type { Month } from '../../../shared/dates/month.ts';
import { monthOf } from '../../../shared/dates/month.ts';
import { validThrough } from '../../../shared/pension/certification.ts';
import { SKEW_LIMIT_MS } from '../../../shared/protocol/envelope.ts';
import type { RecordAnswer } from '../../../shared/protocol/messages.ts';
import type { TerminalRecord } from '../../../shared/protocol/records.ts';
import type { CertificationPolicy } from '../settings/policy.ts';
import type { PersonTable } from '../store/schema.ts';

/** What is answered for a record that is stored. */
export type Recorded = Extract<RecordAnswer['outcome'], { kind: 'recorded' }>;

/** When a record came in, and how the clock of the machine that sent it stood. */
export interface Arrival {
  /** County's wall clock, ms. */
  readonly receivedAt: number;
  /** Sender's clock minus the county's at this request, ms. */
  readonly aheadMs: number;
}

export interface Ruling {
  readonly outcome: Recorded;
  /** Month that the certification counts from, accepted or not yet. */
  readonly countedMonth: Month;
}

/** The automatic decision (自动审核). `person` is undefined when nobody here has the number. */
export function decide(
  record: TerminalRecord,
  arrival: Arrival,
  person: Pick<PersonTable, 'status'> | undefined,
  policy: CertificationPolicy,
  demoAllowed: boolean,
): Ruling {
  const countedMonth = monthCounted(record, arrival);
  const base = {
    kind: 'recorded',
    certificateNo: record.body.certificateNo,
    receivedAt: arrival.receivedAt,
    clockSkewed: isSkewed(record, arrival),
  } as const;
  const reason = record.demo && !demoAllowed ? 'demo-refused' : refusal(person);
  if (reason !== undefined)
    return {
      countedMonth,
      outcome: { ...base, decision: 'refused', reason, validThrough: null, resumptionProposed: false },
    };
  if (record.body.method !== 'face')
    return {
      countedMonth,
      outcome: {
        ...base,
        decision: 'submitted',
        reason: null,
        validThrough: null,
        resumptionProposed: false,
      },
    };
  return {
    countedMonth,
    outcome: {
      ...base,
      decision: 'accepted',
      reason: null,
      validThrough: validThrough(policy.ruleIn(countedMonth), countedMonth),
      resumptionProposed: person?.status === 'suspended',
    },
  };
}

/** Why this person cannot be certified; undefined when they can. */
export function refusal(
  person: Pick<PersonTable, 'status'> | undefined,
): NonNullable<Recorded['reason']> | undefined {
  switch (person?.status) {
    case undefined:
      return 'unknown-person';
    case 'receiving':
    case 'suspended':
      return undefined;
    case 'contributing':
      return 'not-yet-receiving';
    case 'deceased':
    case 'transferred':
    case 'sealed':
      return person.status;
  }
}

/**
 * The month in which the person stood there. The terminal's time counts, put right by as much as its clock
 * was off when it sent the record; where that cannot be, the county's time of receipt.
 */
function monthCounted(record: TerminalRecord, arrival: Arrival): Month {
  const wrong = Math.abs(arrival.aheadMs) > SKEW_LIMIT_MS;
  const occurred = record.occurredAt - (wrong ? arrival.aheadMs : 0);
  const impossible = occurred < 0 || occurred > arrival.receivedAt + SKEW_LIMIT_MS;
  return monthOf(record.clock.quality === 'untrusted' || impossible ? arrival.receivedAt : occurred);
}

function isSkewed(record: TerminalRecord, arrival: Arrival): boolean {
  return (
    Math.abs(arrival.aheadMs) > SKEW_LIMIT_MS ||
    record.clock.quality === 'untrusted' ||
    record.occurredAt > arrival.receivedAt + SKEW_LIMIT_MS
  );
}
