import type { Clock } from '../../../shared/clock/clock.ts';
import type { GlyphRaster } from '../../../shared/documents/glyphs/glyph-raster.ts';
import type { ReceiptPrinter } from '../../contract/receipt-printer.ts';
import { createEscposPrinter } from '../../receipt-printer/escpos-printer.ts';
import { createMemoryLine, type MemoryLine } from '../../transport/memory.ts';
import { PrinterSimulator } from './printer-simulator.ts';

export interface SimulatedPrinter {
  /** The real driver. */
  readonly printer: ReceiptPrinter;
  /** Paper, cover, faults; and what was printed. */
  readonly simulator: PrinterSimulator;
  /** The cable between the two. */
  readonly line: MemoryLine;
}

/** Driver `simulated`: the real driver on a simulated printer, joined by a cable in memory. */
export function createSimulatedPrinter(options: {
  readonly columns: 32 | 48;
  readonly clock: Clock;
  readonly glyphs: GlyphRaster;
  readonly onUncovered?: ((count: number) => void) | undefined;
}): SimulatedPrinter {
  const simulator = new PrinterSimulator(options.clock);
  const line = createMemoryLine('simulated printer', (pipe) => simulator.serve(pipe));
  const printer = createEscposPrinter({
    ...options,
    port: line.port,
    model: 'ESC/POS simulator',
    simulated: true,
  });
  return { printer, simulator, line };
}
