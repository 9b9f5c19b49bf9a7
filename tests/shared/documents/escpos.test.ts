import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { EscposReader } from '../../../devices/simulators/printer/escpos-reader.ts';
import { type PaperItem, textOf } from '../../../devices/simulators/printer/paper.ts';
import { encodeReceipt, encodeSlip } from '../../../shared/documents/escpos.ts';
import { isNative } from '../../../shared/documents/gbk.ts';
import { fontGlyphs } from '../../../shared/documents/glyphs/font-glyphs.ts';
import { isDot, missingGlyph } from '../../../shared/documents/glyphs/glyph-raster.ts';
import { layOut } from '../../../shared/documents/lay-out.ts';
import type { SlipLine, TextLine } from '../../../shared/documents/slip.ts';
import { name, ORDINARY, receipt } from './receipts.ts';

const glyphs = fontGlyphs(fileURLToPath(new URL('../../../assets/fonts/full', import.meta.url)));

/** Everything a printer makes of `bytes`; throws when something is left over. */
function printed(bytes: Uint8Array): PaperItem[] {
  const reader = new EscposReader();
  const items: PaperItem[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const piece = reader.step(rest);
    if (piece === undefined) throw new Error(`${rest.length} bytes are no complete command`);
    if (piece.effect.kind === 'print') items.push(piece.effect.item);
    rest = rest.subarray(piece.used);
  }
  return items;
}

function line(text: string, style: Partial<TextLine> = {}): SlipLine {
  return { kind: 'text', text, align: 'left', width: 1, height: 1, bold: false, ...style };
}

describe('text', () => {
  it('within GBK is GB 18030 text and nothing else', () => {
    const { bytes, uncovered } = encodeSlip([line('资格认证 A1·—＊')], 48, glyphs);
    expect(uncovered).toEqual([]);
    expect(Buffer.from(bytes).toString('hex')).toBe(
      `1b401c261b3324${iconv.encode('资格认证 A1·—＊', 'gb18030').toString('hex')}0a`,
    );
  });

  it('comes back as the same lines from what a printer reads', () => {
    fc.assert(
      fc.property(receipt, fc.constantFrom(32 as const, 48 as const), (data, columns) => {
        const lines = layOut(data, columns).filter((item): item is TextLine => item.kind === 'text');
        const { bytes } = encodeReceipt(data, columns, glyphs);
        const seen = printed(bytes).filter((item) => item.kind === 'line');
        const expected = lines
          .filter(({ text }) => text !== '')
          .map(({ text }) => [...text].map((c) => (isNative(c) ? c : '▢')).join(''));
        const rules = (text: string): boolean => /^-+$/.test(text);
        expect(seen.map((item) => textOf(item)).filter((text) => !rules(text))).toEqual(
          expected.filter((text) => !rules(text)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('no question mark that the receipt does not have', () => {
    fc.assert(
      fc.property(name, (text) => {
        const { bytes } = encodeSlip([line(text)], 48, { glyph: () => new Uint8Array(72) });
        const seen = printed(bytes)
          .map((item) => textOf(item))
          .join('');
        expect(seen.split('?').length).toBe(text.split('?').length);
      }),
    );
  });

  it('every character is printed or reported, none is dropped', () => {
    fc.assert(
      fc.property(name, (text) => {
        const { bytes, uncovered } = encodeSlip([line(text)], 48, { glyph: () => undefined });
        const cells = [...textOf(printed(bytes)[0] ?? { kind: 'cut' })].length;
        expect(cells).toBe([...text].length);
        const expected = [...new Set([...text].filter((c) => !isNative(c)).map((c) => c.codePointAt(0)))];
        expect(uncovered).toEqual(expected);
      }),
    );
  });

  it('control characters in a name are never commands', () => {
    const { bytes, uncovered } = encodeSlip([line('李\u001b@\u001dV\u0000')], 48, glyphs);
    expect(printed(bytes)).toHaveLength(1);
    expect(uncovered).toEqual([0x1b, 0x1d, 0x00]);
  });
});

describe('characters that the printer lacks', () => {
  it('stand in their line as a picture, the rest of the line as text', () => {
    const { bytes, uncovered } = encodeSlip([line('姓名 𠮷＊珍', { width: 2, height: 2 })], 48, glyphs);
    expect(uncovered).toEqual([]);
    const [item] = printed(bytes);
    expect(item).toMatchObject({
      kind: 'line',
      parts: [
        { kind: 'text', text: '姓名 ', width: 1, height: 1 },
        { kind: 'image', columns: 24 },
        { kind: 'text', text: '＊珍', width: 1, height: 1 },
      ],
    });
  });

  it('the picture is the glyph: columns of three bytes, upper dot first', () => {
    const { bytes } = encodeSlip([line('𠮷')], 48, glyphs);
    const [item] = printed(bytes);
    const part = item?.kind === 'line' ? item.parts[0] : undefined;
    if (part?.kind !== 'image') throw new Error('no picture');
    const glyph = glyphs.glyph(0x20bb7);
    if (glyph === undefined) throw new Error('no glyph');
    for (let x = 0; x < 24; x += 1) {
      for (let y = 0; y < 24; y += 1) {
        const dot = ((part.data[x * 3 + (y >> 3)] ?? 0) & (0x80 >> (y & 7))) !== 0;
        expect(dot).toBe(isDot(glyph, x, y));
      }
    }
  });

  it('neighbours are one picture', () => {
    const [item] = printed(encodeSlip([line('𠮷𪚥')], 48, glyphs).bytes);
    expect(item).toMatchObject({ parts: [{ kind: 'image', columns: 48 }] });
  });

  it('without any glyph print as a crossed box and are reported', () => {
    const { bytes, uncovered } = encodeSlip([line('\u9fff')], 48, glyphs);
    expect(uncovered).toEqual([0x9fff]);
    const [item] = printed(bytes);
    const part = item?.kind === 'line' ? item.parts[0] : undefined;
    const box = encodeSlip([line('\u{10fffd}')], 48, { glyph: () => missingGlyph() });
    const [boxItem] = printed(box.bytes);
    expect(part).toEqual(boxItem?.kind === 'line' ? boxItem.parts[0] : undefined);
  });

  it('a picture never holds a command that printers obey in the middle of data', () => {
    const nasty = new Uint8Array(72);
    // Columns read 10 04 01 …: dot 3 of the upper byte, dot 13 of the middle one.
    for (let x = 0; x < 24; x += 1) {
      nasty[3 * 3 + (x >> 3)] = 0xff;
      nasty[13 * 3 + (x >> 3)] = 0xff;
      nasty[23 * 3 + (x >> 3)] = 0xff;
    }
    const { bytes } = encodeSlip([line('𠮷')], 48, { glyph: () => nasty });
    for (const second of [0x04, 0x05, 0x14]) {
      expect(Buffer.from(bytes).includes(Buffer.from([0x10, second]))).toBe(false);
    }
  });
});

describe('vectors', () => {
  const hex = readFileSync(new URL('../../fixtures/escpos/escpos_receipt.hex', import.meta.url), 'utf8');
  const vector = Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

  it('the small slip, command for command', () => {
    const { bytes } = encodeSlip(
      [
        line('办理回执', { align: 'center', width: 2, height: 2 }),
        line('姓名：测试甲'),
        { kind: 'qr', content: 'SYNTH-0001' },
        { kind: 'cut' },
      ],
      48,
      glyphs,
    );
    const ours = printed(bytes);
    const theirs = printed(vector);
    expect(ours.filter((item) => item.kind !== 'feed')).toEqual(
      theirs.filter((item) => item.kind !== 'feed'),
    );
  });

  it('GS v 0 is read as 576 × 24 black dots', () => {
    const text = readFileSync(
      new URL('../../fixtures/escpos/escpos_raster_576x24.hex', import.meta.url),
      'utf8',
    );
    const [item] = printed(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
    expect(item).toMatchObject({ kind: 'raster', bytesAcross: 72, rows: 24 });
  });
});

describe('the QR code', () => {
  it('carries its content exactly', () => {
    const qr = printed(encodeReceipt(ORDINARY, 32, glyphs).bytes).find((item) => item.kind === 'qr');
    expect(qr).toEqual({ kind: 'qr', content: ORDINARY.qr, module: 6 });
  });

  it('refuses what would not fit the paper', () => {
    expect(() => encodeSlip([{ kind: 'qr', content: 'x'.repeat(181) }], 32, glyphs)).toThrow(RangeError);
  });
});
