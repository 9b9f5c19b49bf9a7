import type { Month } from '../../shared/dates/month.ts';
import type { Certification } from '../../shared/records/certification.ts';
import type { Result } from '../../shared/result/result.ts';

/** A certification before it has a number. The store gives number, sequence, time and signature. */
export type CertificationDraft = Omit<Certification, 'kind' | 'certificateNo'>;

export interface CommittedCertification {
  readonly certificateNo: string;
  /** ms since the epoch, by the terminal's clock as far as it could be put right. */
  readonly occurredAt: number;
  readonly validThrough: Month;
  readonly recordHash: string;
  readonly demo: boolean;
}

/** Nothing was recorded. */
export type StoreFault =
  | { readonly kind: 'disk-full' }
  | { readonly kind: 'io'; readonly detail: string }
  | { readonly kind: 'closed' };

/** What this machine itself knows of an earlier certification. */
export interface EarlierCertification {
  readonly certificateNo: string;
  readonly occurredAt: number;
  readonly method: Certification['method'];
  readonly validThrough: Month;
  readonly recordHash: string;
  /** `queued` until the county answered. */
  readonly state: 'queued' | 'accepted' | 'submitted' | 'refused' | 'parked';
  readonly receipt: ReceiptState;
}

/**
 * pending: promised and not known to be out (also after a power cut) · begun: bytes were sent, no
 * confirmation · printed · later 稍后补打 · none 不要回执
 */
export type ReceiptState = 'pending' | 'begun' | 'printed' | 'later' | 'none';

/** The terminal's memory across power cuts. Business row, audit event and outbox row are one transaction. */
export interface Journal {
  /** Durable (synchronous=FULL) when it resolves with ok; only then may anything be printed. */
  commit(draft: CertificationDraft): Promise<Result<CommittedCertification, StoreFault>>;
  /** Latest certification of this person on this machine, if any. */
  earlier(idNumber: string): EarlierCertification | undefined;
  setReceipt(certificateNo: string, state: ReceiptState): Result<void, StoreFault>;
  /** Appends an audit event without personal data: `visit-started`, `liveness-failed`, `camera-lost`, … */
  note(event: string, details?: Readonly<Record<string, string | number | boolean>>): void;
  /** Whether new visits may begin (free space, health). */
  health(): 'ok' | 'disk' | 'damaged' | 'rolled-back';
}
