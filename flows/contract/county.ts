import type { Month } from '../../shared/dates/month.ts';
import type { CountyProfile } from '../../shared/protocol/messages.ts';
import type { DecisionReason } from '../../shared/records/certification.ts';
import type { PersonStatus } from '../../shared/records/refusal.ts';
import type { Result } from '../../shared/result/result.ts';

/** What the county knows of the person in front of the machine. */
export type PersonFacts =
  | { readonly kind: 'unknown-person' }
  | { readonly kind: 'known'; readonly status: PersonStatus; readonly certifiedThrough: Month | undefined };

/** The county could not be asked; the visit goes on and ends in 已受理，待上传. */
export interface Unreachable {
  readonly kind: 'unreachable';
}

/** What the county answered to a certification. */
export interface Acknowledgement {
  readonly decision: 'accepted' | 'submitted' | 'refused';
  readonly reason: DecisionReason | null;
  readonly validThrough: Month | undefined;
  readonly resumptionProposed: boolean;
}

/** The county as flows see it. Never throws; silence is a value within the deadline given. */
export interface CountyLink {
  readonly profile: () => CountyProfile | undefined;
  /** Nothing is asked before the person confirmed the card. Gives up after `deadlineMs`. */
  lookup(idNumber: string, deadlineMs: number): Promise<Result<PersonFacts, Unreachable>>;
  /** Wakes the outbox and waits until this certificate is answered or `deadlineMs` is over (`undefined`). */
  settle(certificateNo: string, deadlineMs: number): Promise<Acknowledgement | undefined>;
  /** The county said, by its signature, that this terminal is revoked. */
  revoked(): boolean;
  /** Whether the last exchange worked. */
  online(): boolean;
  subscribe(listener: () => void): () => void;
}
