import type { Month } from '../../shared/dates/month.ts';
import type { ViewOf } from '../../shared/view/view.ts';
import type { Acknowledgement } from '../contract/county.ts';
import type { CommittedCertification } from '../contract/journal.ts';
import type { Person } from '../identify/person.ts';
import type { Slip } from '../print/receipt.ts';
import { maskIdNumber, maskName } from '../../shared/identity/mask.ts';
import type { Proof } from './draft.ts';
import type { Owing } from './standing.ts';

type ResultView = ViewOf<'result'>;

/** How a visit ended, as far as the result screen tells of it. */
export type Outcome =
  | {
      readonly kind: 'recorded';
      readonly status: 'accepted' | 'submitted' | 'queued';
      readonly certificateNo: string;
      readonly validThrough: Month;
      readonly occurredAt: number;
      readonly recordHash: string;
      readonly demo: boolean;
    }
  /** Recorded here and refused by the county: no slip, the counter helps. */
  | {
      readonly kind: 'refused';
      readonly reason: NonNullable<ResultView['reason']>;
      readonly certificateNo: string;
      readonly occurredAt: number;
    }
  /** Turned away before anything was recorded. */
  | {
      readonly kind: 'ineligible';
      readonly reason: NonNullable<ResultView['reason']>;
      readonly occurredAt: number;
    }
  /** The store could not keep it: nothing was recorded, nothing may be printed. */
  | { readonly kind: 'not-saved'; readonly occurredAt: number };

export type Recorded = Extract<Outcome, { kind: 'recorded' }>;

/** What the county's answer, or its silence, makes of a committed certification. */
export function outcomeOf(
  committed: CommittedCertification,
  answer: Acknowledgement | undefined,
  person: Person,
): Outcome {
  const { certificateNo, occurredAt } = committed;
  if (answer?.decision === 'refused') {
    // A typed number proves nothing about who stands here, so the private reason stays with the county.
    const reason = person.source === 'typed' ? 'county-refused' : toldReason(answer.reason);
    return { kind: 'refused', reason, certificateNo, occurredAt };
  }
  return {
    kind: 'recorded',
    status: answer?.decision ?? 'queued',
    certificateNo,
    occurredAt,
    validThrough: answer?.validThrough ?? committed.validThrough,
    recordHash: committed.recordHash,
    demo: committed.demo,
  };
}

/** The reasons that there are words for; the others are between the county and its officers. */
function toldReason(reason: Acknowledgement['reason']): NonNullable<ResultView['reason']> {
  switch (reason) {
    case 'deceased':
    case 'transferred':
    case 'sealed':
    case 'not-yet-receiving':
    case 'unknown-person':
    case 'demo-refused':
      return reason;
    default:
      return 'county-refused';
  }
}

/** A record of an earlier visit, told of once more. */
export function recalled(earlier: Owing, demo: boolean): Recorded {
  const { state, certificateNo, validThrough, occurredAt, recordHash } = earlier;
  return { kind: 'recorded', status: state, certificateNo, validThrough, occurredAt, recordHash, demo };
}

export function slipOf(
  recorded: Recorded,
  person: Person,
  method: Proof['method'],
  wasSuspended: boolean,
): Slip {
  return {
    certificateNo: recorded.certificateNo,
    recordHash: recorded.recordHash,
    maskedName: maskName(person.name),
    maskedIdNumber: maskIdNumber(person.idNumber),
    status: recorded.status,
    method,
    validThrough: recorded.validThrough,
    occurredAt: recorded.occurredAt,
    demo: recorded.demo,
    wasSuspended,
  };
}
