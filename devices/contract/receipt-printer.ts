import type { Receipt } from '../../shared/documents/receipt.ts';
import type { Result } from '../../shared/result/result.ts';
import type { PrinterStatus } from './status.ts';

/**
 * How a print ended. `done` only after the printer itself confirmed the end of the job
 * (GS r, queued behind the print data); bytes written are not paper.
 */
export type PrintFault =
  | { readonly kind: 'not-ready'; readonly status: PrinterStatus }
  /** Began, and did not confirm. Paper may have come out in part; the next print is marked 补打. */
  | { readonly kind: 'interrupted'; readonly status: PrinterStatus };

export interface ReceiptPrinter {
  readonly capability: { readonly model: string; readonly simulated: boolean; readonly columns: 32 | 48 };
  /** Last known status; refreshed by polling while idle. */
  status(): PrinterStatus;
  /** Asks the printer now (DLE EOT 1-4). */
  refresh(): Promise<PrinterStatus>;
  subscribe(listener: (status: PrinterStatus) => void): () => void;
  /** Checks status, prints, cuts, waits for confirmation. One job at a time; others wait their turn. */
  print(receipt: Receipt): Promise<Result<void, PrintFault>>;
  start(): void;
  stop(): Promise<void>;
}
