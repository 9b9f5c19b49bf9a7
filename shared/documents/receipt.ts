import type { Month } from '../dates/month.ts';

/** 认证回执: everything a certification receipt says, before any layout. All personal data is masked. */
export interface CertificationReceipt {
  readonly kind: 'certification';
  readonly countyName: string;
  readonly terminalName: string;
  /** 演示 across the slip. */
  readonly demo: boolean;
  /** 补打: printed before, perhaps in part. */
  readonly reprint: boolean;
  /** Digits only; printed in fours AND unbroken nowhere else than at the group spaces. */
  readonly certificateNo: string;
  readonly maskedName: string;
  readonly maskedIdNumber: string;
  /** accepted 认证成功 · submitted 已受理 · queued 已受理，待上传 */
  readonly status: 'accepted' | 'submitted' | 'queued';
  readonly method: 'face' | 'witness' | 'visit' | 'counter';
  readonly validThrough: Month;
  /** ms since the epoch; printed as CST date and time. */
  readonly occurredAt: number;
  /** What happens next, one sentence a line. */
  readonly next: readonly string[];
  /** Content of the QR code: certificate number and record hash. */
  readonly qr: string;
}

/** A technician's test slip. */
export interface TestSlip {
  readonly kind: 'test';
  readonly countyName: string;
  readonly terminalName: string;
  readonly lines: readonly string[];
}

export type Receipt = CertificationReceipt | TestSlip;
