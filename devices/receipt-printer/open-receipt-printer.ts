import type { Clock } from '../../shared/clock/clock.ts';
import { DEFAULT_PROFILE, type PrinterProfile } from '../../shared/documents/printer-profile.ts';
import type { GlyphRaster } from '../../shared/documents/glyphs/glyph-raster.ts';
import type { ReceiptPrinter } from '../contract/receipt-printer.ts';
import { serialPort } from '../transport/serial.ts';
import { tcpPort } from '../transport/tcp.ts';
import { createEscposPrinter } from './escpos-printer.ts';
import type { EndOfJob } from './print-job.ts';

/** What is left out is as most printers have it. */
export interface ProfileSection {
  readonly qr?: PrinterProfile['qr'] | undefined;
  readonly cut?: PrinterProfile['cut'] | undefined;
  readonly chinese?: PrinterProfile['chinese'] | undefined;
  readonly endOfJob?: EndOfJob | undefined;
}

/** The section `devices.receiptPrinter` of the configuration, for a real printer. */
export type ReceiptPrinterSection =
  | {
      readonly driver: 'escpos-serial';
      /** `/dev/ttyS1`, `/dev/serial/by-id/…`, `COM3` */
      readonly path: string;
      /** Printed on the self-test slip (feed key held at power-on). Most leave the factory with 9600. */
      readonly baudRate?: number | undefined;
      readonly columns: 32 | 48;
      readonly profile?: ProfileSection | undefined;
      /** The same as `profile.endOfJob`, which comes first. */
      readonly endOfJob?: EndOfJob | undefined;
    }
  | {
      readonly driver: 'escpos-tcp';
      readonly host: string;
      readonly port: number;
      readonly columns: 32 | 48;
      readonly profile?: ProfileSection | undefined;
      /** The same as `profile.endOfJob`, which comes first. */
      readonly endOfJob?: EndOfJob | undefined;
    };

/** 9600 8N1 without handshake: what most slip printers are set to; our slips fit their 4 KB buffer. */
const DEFAULT_BAUD_RATE = 9600;

export interface PrinterSurroundings {
  readonly clock: Clock;
  /** For characters that the printer lacks; `fontGlyphs(…)` in production. */
  readonly glyphs: GlyphRaster;
  readonly onUncovered?: ((count: number) => void) | undefined;
}

/** The printer that the configuration names. Nothing is opened before `start`. */
export function openReceiptPrinter(
  section: ReceiptPrinterSection,
  { clock, glyphs, onUncovered }: PrinterSurroundings,
): ReceiptPrinter {
  const common = {
    columns: section.columns,
    profile: {
      qr: section.profile?.qr ?? DEFAULT_PROFILE.qr,
      cut: section.profile?.cut ?? DEFAULT_PROFILE.cut,
      chinese: section.profile?.chinese ?? DEFAULT_PROFILE.chinese,
    },
    endOfJob: section.profile?.endOfJob ?? section.endOfJob,
    clock,
    glyphs,
    onUncovered,
    simulated: false,
  };
  if (section.driver === 'escpos-serial') {
    const baudRate = section.baudRate ?? DEFAULT_BAUD_RATE;
    return createEscposPrinter({
      ...common,
      port: serialPort({ path: section.path, baudRate }, clock),
      model: `ESC/POS ${section.path}`,
      baudRate,
    });
  }
  return createEscposPrinter({
    ...common,
    port: tcpPort({ host: section.host, port: section.port }, clock),
    model: `ESC/POS ${section.host}:${section.port}`,
  });
}
