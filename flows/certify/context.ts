import type { ViewOf } from '../../shared/view/view.ts';
import type { LivenessEvidence } from '../../shared/records/certification.ts';
import type { PersonFacts } from '../contract/county.ts';
import type { CommittedCertification, EarlierCertification } from '../contract/journal.ts';
import type { CardPerson, Person } from '../identify/person.ts';
import type { ReceiptNews } from '../print/machine.ts';
import type { CardEvent, IntentEvent } from '../session/events.ts';
import type { Proof } from './draft.ts';
import type { CameraEvent } from './liveness/camera-back.ts';
import type { LivenessEvent, Progress } from './liveness/attempt.ts';
import { FIRST_PROGRESS } from './liveness/attempt.ts';
import type { PersonFault } from './liveness/decision.ts';
import type { Outcome } from './outcome.ts';
import type { Standing } from './standing.ts';

export type FallbackReason = ViewOf<'fallback'>['reason'];

/** How a visit begins: from the menu, with a card being read, or with a card that was read. */
export type Opening =
  | { readonly kind: 'menu' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'card'; readonly person: CardPerson };

/** All that a visit knows. It ends with the visit's actor; nothing of it is copied anywhere else. */
export interface VisitContext {
  readonly opening: Opening;
  readonly person: Person | undefined;
  /** `undefined` until asked, and when the county could not be asked. */
  readonly facts: PersonFacts | undefined;
  readonly earlier: EarlierCertification | undefined;
  readonly standing: Standing;
  readonly consented: boolean;
  readonly receiptChoice: 'print' | 'later' | 'none';
  /** Attempts of this visit, and of this round: two failures in a round lead to the other ways. */
  readonly attempt: number;
  readonly round: number;
  /** Attempts of this visit that the person did not pass; a camera that was lost is none. */
  readonly missed: number;
  /** How often the face was taken up again by itself because the camera came back. */
  readonly resumed: number;
  readonly progress: Progress;
  readonly fallbackReason: FallbackReason;
  readonly proof: Proof;
  readonly committed: CommittedCertification | undefined;
  readonly outcome: Outcome | undefined;
  /** Paper moved: what the slip says is not changed on the screen any more. */
  readonly slipOut: boolean;
}

export type VisitEvent = CardEvent | IntentEvent | LivenessEvent | CameraEvent | ReceiptNews;

/** What the visit tells the session. */
export type VisitNews =
  /** Nothing can be pressed, not even 退出: the record is being written. */
  | { readonly type: 'visit.saving' }
  /** Reporting or printing: nothing counts as idle. */
  | { readonly type: 'visit.busy' }
  | { readonly type: 'visit.free' }
  /** Somebody is in view. */
  | { readonly type: 'visit.face' }
  /** Another person's card was read. */
  | { readonly type: 'visit.swap'; readonly person: CardPerson };

export interface VisitInput {
  readonly opening: Opening;
}

export const EMPTY_VISIT: VisitContext = {
  opening: { kind: 'menu' },
  person: undefined,
  facts: undefined,
  earlier: undefined,
  standing: { kind: 'due' },
  consented: false,
  receiptChoice: 'print',
  attempt: 0,
  round: 0,
  missed: 0,
  resumed: 0,
  progress: FIRST_PROGRESS,
  fallbackReason: 'chosen',
  proof: { method: 'counter' },
  committed: undefined,
  outcome: undefined,
  slipOut: false,
};

/** What is said to the person; the finer word stays in the audit log. */
export function fallbackReasonOf(fault: PersonFault): FallbackReason {
  switch (fault) {
    case 'no-movement':
    case 'wrong-act':
      return 'no-movement';
    case 'flat':
      return 'flat';
    case 'many-faces':
      return 'many-faces';
    case 'looped':
    case 'swapped':
    case 'vanished':
    case 'not-seen':
    case 'nobody':
      return 'not-seen';
  }
}

export function faceProof(evidence: LivenessEvidence): Proof {
  return { method: 'face', evidence };
}

/** The person of a state that cannot be entered without one. */
export function personIn(context: VisitContext): Person {
  if (context.person === undefined) throw new Error('this state needs a person');
  return context.person;
}
