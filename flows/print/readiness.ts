import type { ReceiptPrinter } from '../../devices/contract/receipt-printer.ts';
import type { PrinterStatus } from '../../devices/contract/status.ts';

/** What stands in the way of a slip, in the order in which a person can do something about it. */
export type PrinterTrouble = 'absent' | 'no-answer' | 'cover' | 'paper-out' | 'fault';

export function printerTrouble(status: PrinterStatus | undefined): PrinterTrouble | null {
  if (status === undefined) return 'absent';
  switch (status.link.kind) {
    case 'absent':
    case 'refused':
      return 'absent';
    case 'no-answer':
      return 'no-answer';
    case 'broken':
      return 'fault';
    case 'starting':
    case 'ready':
      break;
  }
  if (status.cover === 'open') return 'cover';
  if (status.paper === 'out') return 'paper-out';
  if (status.fault !== 'none' && status.fault !== 'unknown') return 'fault';
  return null;
}

/** Said on the consent screen, before anything is promised. A printer that is still starting is not "ok". */
export function paperWord(printer: ReceiptPrinter | undefined): 'ok' | 'out' | 'no-printer' {
  const status = printer?.status();
  const trouble = printerTrouble(status);
  if (trouble === 'paper-out') return 'out';
  return trouble === null && status?.link.kind === 'ready' ? 'ok' : 'no-printer';
}
