import { decodeQR } from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { EscposReader } from '../../../devices/simulators/printer/escpos-reader.ts';
import { type PaperItem, type PaperPart, textOf } from '../../../devices/simulators/printer/paper.ts';
import { encodeReceipt } from '../../../shared/documents/escpos.ts';
import { DEFAULT_PROFILE, type PrinterProfile } from '../../../shared/documents/printer-profile.ts';
import { ORDINARY } from './receipts.ts';

const glyphs = { glyph: () => undefined };

/** What a printer makes of the slip; `knowsQr: false` prints GS ( k as text. */
function paper(profile: Partial<PrinterProfile>, columns: 32 | 48, knowsQr: boolean): PaperItem[] {
  const reader = new EscposReader(knowsQr);
  const items: PaperItem[] = [];
  let rest = encodeReceipt(ORDINARY, columns, glyphs, { ...DEFAULT_PROFILE, ...profile }).bytes;
  while (rest.length > 0) {
    const piece = reader.step(rest);
    if (piece === undefined) throw new Error('half a command');
    if (piece.effect.kind === 'print') items.push(piece.effect.item);
    rest = rest.subarray(piece.used);
  }
  return items;
}

type Picture = Extract<PaperPart, { kind: 'image' }>;

/** The strips below one another as a phone's camera sees them, with the paper around. */
function photograph(strips: readonly Picture[]): { width: number; height: number; data: Uint8ClampedArray } {
  const margin = 40;
  const width = Math.max(...strips.map(({ columns }) => columns)) + 2 * margin;
  const height = strips.length * 24 + 2 * margin;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [row, strip] of strips.entries()) {
    for (let x = 0; x < strip.columns; x += 1) {
      for (let y = 0; y < 24; y += 1) {
        const black = ((strip.data[x * 3 + (y >> 3)] ?? 0) & (0x80 >> (y & 7))) !== 0;
        const at = ((margin + row * 24 + y) * width + margin + x) * 4;
        if (black) data.fill(0, at, at + 3);
      }
    }
  }
  return { width, height, data };
}

describe('a printer without GS ( k', () => {
  it('prints the native command as text: what the profile is for', () => {
    expect(paper({ qr: 'native' }, 48, false).map(textOf).join('\n')).toContain(`1P0${ORDINARY.qr}`);
  });

  it.each([32, 48] as const)('gets the code as a picture that a phone reads, on %i columns', (columns) => {
    const items = paper({ qr: 'raster' }, columns, false);
    const words = paper({ qr: 'native' }, columns, true);
    const text = (list: PaperItem[]) =>
      list.flatMap((item) =>
        item.kind === 'line' && item.parts.every(({ kind }) => kind === 'text') ? [textOf(item)] : [],
      );
    expect(text(items)).toEqual(text(words));
    const strips = items.flatMap((item) =>
      item.kind === 'line' ? item.parts.filter((part): part is Picture => part.kind === 'image') : [],
    );
    expect(Math.max(...strips.map(({ columns: dots }) => dots))).toBeLessThanOrEqual(columns * 12);
    expect(decodeQR(photograph(strips))).toBe(ORDINARY.qr);
  });
});

it.each(['gs-v-66', 'gs-v-0', 'gs-v-1', 'esc-i', 'esc-m'] as const)('cuts by %s, once, at the end', (cut) => {
  const items = paper({ cut }, 48, true);
  expect(items.filter(({ kind }) => kind === 'cut')).toHaveLength(1);
  expect(items.at(-1)).toEqual({ kind: 'cut' });
});

it('feeds to where the slip can be torn off when there is no knife', () => {
  const items = paper({ cut: 'none' }, 48, true);
  expect(items.filter(({ kind }) => kind === 'cut')).toEqual([]);
  expect(items.at(-1)).toEqual({ kind: 'feed', lines: 5 });
});

it('sends FS & unless the printer is in Chinese mode by itself', () => {
  const bytes = (chinese: PrinterProfile['chinese']) =>
    Buffer.from(encodeReceipt(ORDINARY, 48, glyphs, { ...DEFAULT_PROFILE, chinese }).bytes);
  expect(bytes('fs').includes(Buffer.from([0x1c, 0x26]))).toBe(true);
  expect(bytes('always').includes(Buffer.from([0x1c, 0x26]))).toBe(false);
});
