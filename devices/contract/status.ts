/**
 * What a device can say of itself, in words that a person can act on. Capability (fixed) is apart
 * from status (live). `unknown` and `no-answer` are real values: silence is never "ok".
 */
export type LinkStatus =
  /** `slowMs`: it works and its answers take so long that people notice. */
  | { readonly kind: 'ready'; readonly slowMs?: number }
  /** Opened, first answer still outstanding. */
  | { readonly kind: 'starting' }
  /** The port is open and the device says nothing: wrong baud rate, no power, wrong cable. */
  | { readonly kind: 'no-answer' }
  /** The port is not there: unplugged, or never plugged. */
  | { readonly kind: 'absent' }
  /** The port is there and may not be opened (permissions, another program). */
  | { readonly kind: 'refused'; readonly detail: string }
  /** The device itself reports a defect. */
  | { readonly kind: 'broken'; readonly detail: string };

export type PaperStatus = 'ok' | 'low' | 'out' | 'unknown';

/** One small union per printer; `link` first, then what stands in the way of printing. */
export interface PrinterStatus {
  readonly link: LinkStatus;
  readonly paper: PaperStatus;
  readonly cover: 'closed' | 'open' | 'unknown';
  readonly fault: 'none' | 'cutter' | 'hot' | 'mechanical' | 'unrecoverable' | 'unknown';
}
