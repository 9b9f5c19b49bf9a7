import type { AuditHead } from '../../shared/audit/chain.ts';
import type {
  ChangesAnswer,
  CountyProfile,
  HeartbeatAnswer,
  Problem,
  RecordsAnswer,
} from '../../shared/protocol/messages.ts';
import type { SignedRecord } from '../../shared/records/kinds.ts';
import type { RecordedAnswer } from '../../shared/records/kind.ts';
import type { Result } from '../../shared/result/result.ts';

/** What the machine stands at, as the heartbeat tells it. */
export interface Standing {
  readonly epoch: string;
  /** Last sequence given out in the epoch, 0 if none. */
  readonly sequence: number;
  readonly queued: number;
  readonly parked: number;
  /** End of the terminal's own audit chain. */
  readonly audit: AuditHead;
  /** The furthest end of the county's chain that was heard. */
  readonly countyAudit: AuditHead | undefined;
}

/** What the county's answer to a heartbeat says besides its count of our records. */
export type CountyWord = Pick<HeartbeatAnswer, 'audit' | 'highestCertificates'>;

/** What becomes of one record that was sent. */
export type Verdict =
  | { readonly kind: 'answered'; readonly signed: SignedRecord; readonly answer: RecordedAnswer }
  /** Put aside so that it does not block the others; a person has to look at it. */
  | {
      readonly kind: 'parked';
      readonly signed: SignedRecord;
      readonly why: 'conflict' | 'rejected';
      readonly detail: string;
    };

/** Something that should not happen and does no harm by itself: goes to the audit log. */
export interface Alarm {
  readonly event: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** 待上传: the records that wait for the county's answer. Every call is one small transaction at most. */
export interface Outbox {
  standing(): Standing;
  /** Oldest first, at most `limit`; parked ones are left out. */
  next(limit: number): readonly SignedRecord[];
  /** All of them, with the alarms, in one transaction. A record that is not waiting any more is left as it is. */
  apply(verdicts: readonly Verdict[], alarms: readonly Alarm[]): Result<void, { readonly kind: string }>;
  /** The county holds a higher sequence of this epoch than this store ever gave out. */
  rolledBack(highestAtCounty: number): void;
  /** Takes the county as witness: of its own audit chain, and of the numbers that this terminal gave out. */
  hear(word: CountyWord): void;
  /** County time minus terminal time, ms. */
  learnOffset(offsetMs: number): void;
  /** Nothing to do for the moment: empties the write-ahead log, scrubs what is due. */
  rest(): void;
}

/** Where the county's profile is kept between starts. */
export interface ProfileKeeper {
  cursor(): string;
  keep(cursor: string, profile: CountyProfile | undefined): void;
}

/** One exchange with the county, its answer's signature verified. */
export interface Exchange<T> {
  readonly body: T;
  /** County time minus terminal time, ms, assuming that both ways took equally long. */
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

export type ExchangeFault =
  /** No answer in time, no connection, a certificate that does not hold. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** An answer that the county did not sign (captive portal, proxy page) or that is not in the protocol. */
  | { readonly kind: 'forged'; readonly detail: string; readonly retryAfterMs?: number }
  /** The county cannot now: 429 and 5xx. */
  | { readonly kind: 'busy'; readonly detail: string; readonly retryAfterMs?: number }
  /** The county, by its own signature, will not have this request. */
  | { readonly kind: 'refused'; readonly error: Problem['error']; readonly detail: string };

/** The county's HTTP interface for the sync. Never rejects. */
export interface Courier {
  records(records: readonly SignedRecord[]): Promise<Result<Exchange<RecordsAnswer>, ExchangeFault>>;
  heartbeat(standing: Standing): Promise<Result<Exchange<HeartbeatAnswer>, ExchangeFault>>;
  changes(cursor: string): Promise<Result<Exchange<ChangesAnswer>, ExchangeFault>>;
}
