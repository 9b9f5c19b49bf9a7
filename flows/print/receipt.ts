import type { Month } from '../../shared/dates/month.ts';
import type { CertificationReceipt } from '../../shared/documents/receipt.ts';
import { nextSentences } from './sentences.ts';

/** A recorded certification as far as its slip tells of it. Personal data is masked already. */
export interface Slip {
  readonly certificateNo: string;
  readonly recordHash: string;
  readonly maskedName: string;
  readonly maskedIdNumber: string;
  readonly status: CertificationReceipt['status'];
  readonly method: CertificationReceipt['method'];
  readonly validThrough: Month;
  /** ms since the epoch. */
  readonly occurredAt: number;
  readonly demo: boolean;
  /** Certifying also proposed that payment resumes. */
  readonly wasSuspended: boolean;
}

export interface Letterhead {
  readonly countyName: string;
  readonly terminalName: string;
  readonly counter: string;
}

/** QR of a slip: `SB1:` certificate number `:` first 16 hex digits of the record's hash. */
export function receiptQr(slip: Pick<Slip, 'certificateNo' | 'recordHash'>): string {
  return `SB1:${slip.certificateNo}:${slip.recordHash.slice(0, 16)}`;
}

export function buildReceipt(slip: Slip, head: Letterhead, reprint: boolean): CertificationReceipt {
  return {
    kind: 'certification',
    countyName: head.countyName,
    terminalName: head.terminalName,
    demo: slip.demo,
    reprint,
    certificateNo: slip.certificateNo,
    maskedName: slip.maskedName,
    maskedIdNumber: slip.maskedIdNumber,
    status: slip.status,
    method: slip.method,
    validThrough: slip.validThrough,
    occurredAt: slip.occurredAt,
    next: nextSentences(slip, slip.validThrough, head.counter),
    qr: receiptQr(slip),
  };
}
