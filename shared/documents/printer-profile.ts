/**
 * In what printers of the ESC/POS family differ, as far as slips need it. Makers of cheap ones leave commands
 * out and print them as text instead: the two-dimensional codes above all, and the knife has five commands.
 */
export interface PrinterProfile {
  /** `native`: GS ( k. `raster`: drawn by us and sent as a picture (ESC *), which all of them know. */
  readonly qr: 'native' | 'raster';
  readonly cut: 'gs-v-66' | 'gs-v-0' | 'gs-v-1' | 'esc-i' | 'esc-m' | 'none';
  /** `fs`: FS & is sent before Chinese text. `always`: the printer is in Chinese mode by itself. */
  readonly chinese: 'always' | 'fs';
}

/** What most of them know; Epson's own commands. */
export const DEFAULT_PROFILE: PrinterProfile = { qr: 'native', cut: 'gs-v-66', chinese: 'fs' };
