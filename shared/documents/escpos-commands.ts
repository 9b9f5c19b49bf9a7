import type { PrinterProfile } from './printer-profile.ts';

/** ESC/POS as far as slips need it. Byte meanings: Epson's command reference; sizes as `devices` notes. */
export const INITIALISE = [0x1b, 0x40] as const;
/** FS &: two-byte codes are Chinese characters. */
export const CHINESE_ON = [0x1c, 0x26] as const;
export const LINE_FEED = 0x0a;
/** ESC d 5: brings the last line past the knife, or to where it can be torn off. */
const FEED_PAST_KNIFE = [0x1b, 0x64, 0x05] as const;
/** All cut but one point, where the knife can; GS V 66 feeds to the knife by itself. */
export const CUT: Readonly<Record<PrinterProfile['cut'], readonly number[]>> = {
  'gs-v-66': [0x1d, 0x56, 0x42, 0x00],
  'gs-v-0': [...FEED_PAST_KNIFE, 0x1d, 0x56, 0x00],
  'gs-v-1': [...FEED_PAST_KNIFE, 0x1d, 0x56, 0x01],
  'esc-i': [...FEED_PAST_KNIFE, 0x1b, 0x69],
  'esc-m': [...FEED_PAST_KNIFE, 0x1b, 0x6d],
  none: FEED_PAST_KNIFE,
};
/** ESC 3 24: strips of 24 dots that touch each other. */
export const STRIP_SPACING = [0x1b, 0x33, 24] as const;

export const align = (side: 'left' | 'center'): readonly number[] => [0x1b, 0x61, side === 'left' ? 0 : 1];
export const bold = (on: boolean): readonly number[] => [0x1b, 0x45, on ? 1 : 0];
/** GS !: for ASCII and Chinese alike. */
export const size = (width: number, height: number): readonly number[] => [
  0x1d,
  0x21,
  ((width - 1) << 4) | (height - 1),
];

/** ESC 3: half a cell of air between lines of this height; without it doubled lines touch each other. */
export const lineSpacing = (height: number): readonly number[] => [0x1b, 0x33, height * 24 + 12];

/** Modules of the symbol are this many dots wide: 0.75 mm at 203 dpi, for an old phone's camera. */
export const QR_MODULE = 6;
/** Level M, 15 %: survives a fold. */
const QR_LEVEL = 0x31;
/** Beyond this the symbol would not fit across 58 mm at that module size. */
export const QR_LIMIT = 180;

const QR_SETTINGS = [
  [0x1d, 0x28, 0x6b, 0x04, 0x00, 0x31, 0x41, 0x32, 0x00],
  [0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x43, QR_MODULE],
  [0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x45, QR_LEVEL],
].flat();
const QR_PRINT = [0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x51, 0x30];

/** GS ( k: model 2, module size, level, data, print. `data` is ASCII or UTF-8. */
export function qrCode(data: Uint8Array): Uint8Array {
  const length = data.length + 3;
  const store = [0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, 0x50, 0x30];
  const command = new Uint8Array(QR_SETTINGS.length + store.length + data.length + QR_PRINT.length);
  command.set(QR_SETTINGS);
  command.set(store, QR_SETTINGS.length);
  command.set(data, QR_SETTINGS.length + store.length);
  command.set(QR_PRINT, QR_SETTINGS.length + store.length + data.length);
  return command;
}
