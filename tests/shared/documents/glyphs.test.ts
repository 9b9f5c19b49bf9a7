import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRanges } from '../../../assets/fonts/ranges.ts';
import { parseCoverage } from '../../../shared/documents/glyphs/coverage.ts';
import { fontGlyphs } from '../../../shared/documents/glyphs/font-glyphs.ts';
import { isDot } from '../../../shared/documents/glyphs/glyph-raster.ts';
import { publicCodePoint } from '../../../shared/identity/private-use.ts';
import { emPlacement, scanConvert } from '../../../shared/documents/glyphs/scan-convert.ts';

const glyphs = fontGlyphs(fileURLToPath(new URL('../../../assets/fonts/full', import.meta.url)));

/** Rows of a bitmap as text, to be read by eye in a failing test. */
function picture(bitmap: Uint8Array): string {
  const rows: string[] = [];
  for (let y = 0; y < 24; y += 1) {
    rows.push(Array.from({ length: 24 }, (_, x) => (isDot(bitmap, x, y) ? '#' : '.')).join(''));
  }
  return rows.join('\n');
}

describe('faces', () => {
  it.each([
    ['䶮 (Noto)', 0x4dae],
    ['𠮷 (Noto, Ext B)', 0x20bb7],
    ['𪚥 (Hana only)', 0x2a6a5],
    ['𬺰 (Hana only, Ext F)', 0x2ceb0],
    ['龴 (9FB4)', 0x9fb4],
    ['å', 0xe5],
  ])('%s has dots', (_, codePoint) => {
    const bitmap = glyphs.glyph(codePoint);
    expect(bitmap).toHaveLength(72);
    expect(picture(bitmap ?? new Uint8Array(72))).toContain('#');
  });

  it.each([0x9fff, 0x30000, 0xe000, 0x10fffd])('U+%i has none', (codePoint) => {
    expect(glyphs.glyph(codePoint)).toBeUndefined();
  });

  it('𠮷 looks like 𠮷', () => {
    expect(picture(glyphs.glyph(0x20bb7) ?? new Uint8Array(72))).toMatchSnapshot();
  });

  it('old private use codes are drawn as the character that was meant', () => {
    expect(publicCodePoint(0xe863)).toBe(0x4dae);
    expect(publicCodePoint(0xe815)).toBe(0x2e81);
    expect(publicCodePoint(0xe864)).toBe(0x9fbb);
    expect(publicCodePoint(0xe844)).toBe(0x4723);
    expect(publicCodePoint(0xe865)).toBe(0xe865);
    for (let codePoint = 0xe815; codePoint <= 0xe864; codePoint += 1) {
      const drawn = publicCodePoint(codePoint);
      expect(drawn < 0xe000 || drawn > 0xf8ff).toBe(true);
      expect(glyphs.glyph(codePoint)).toBeDefined();
    }
  });

  it('opens nothing before a character needs it; what cannot be opened is told, and costs the glyph only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'songbai-fonts-'));
    const damages: string[] = [];
    const none = fontGlyphs(folder, (detail) => damages.push(detail));
    expect(damages).toEqual([]);
    expect(none.glyph(0x20bb7)).toBeUndefined();
    expect(damages.join()).toContain('coverage.json');

    writeFileSync(join(folder, 'coverage.json'), '{"faces":[{"file":"face.ttf","ranges":"20bb7"}]}');
    writeFileSync(join(folder, 'face.ttf'), 'no font');
    expect(none.glyph(0x20bb7)).toBeUndefined();
    expect(damages).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });
});

describe('coverage table', () => {
  it('says of every code point what the list said', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0x20, max: 0x300 }), { minLength: 1 }),
        fc.integer({ min: 0x20, max: 0x300 }),
        (list, probe) => {
          const ascending = list.toSorted((a, b) => a - b);
          const coverage = parseCoverage(
            JSON.stringify({ faces: [{ file: 'a.ttf', ranges: encodeRanges(ascending) }] }),
          );
          expect(coverage(probe)).toBe(list.includes(probe) ? 'a.ttf' : undefined);
        },
      ),
    );
  });

  it('refuses what its script did not write', () => {
    expect(() => parseCoverage('{"faces":[{"file":"../x","ranges":"20"}]}')).toThrow();
    expect(() => parseCoverage('{"faces":[{"file":"x","ranges":"20-"}]}')).toThrow();
  });
});

describe('scan conversion', () => {
  const square = (x0: number, y0: number, x1: number, y1: number, clockwise = true) => {
    const corners = clockwise
      ? [
          [x0, y0],
          [x0, y1],
          [x1, y1],
          [x1, y0],
        ]
      : [
          [x0, y0],
          [x1, y0],
          [x1, y1],
          [x0, y1],
        ];
    return [
      ...corners.map((args, i) => ({ command: i === 0 ? ('moveTo' as const) : ('lineTo' as const), args })),
      { command: 'closePath' as const, args: [] },
    ];
  };
  // 24 units are 24 dots; the em square reaches from -2.88 to 21.12.
  const place = { ...emPlacement(24, 24), top: 24 };
  const count = (bitmap: Uint8Array) => picture(bitmap).split('#').length - 1;

  it('fills exactly the dots inside', () => {
    const bitmap = scanConvert(square(2, 4, 10, 20), place);
    expect(count(bitmap)).toBe(8 * 16);
    expect(isDot(bitmap, 2, 4)).toBe(true);
    expect(isDot(bitmap, 1, 4)).toBe(false);
    expect(isDot(bitmap, 9, 19)).toBe(true);
    expect(isDot(bitmap, 10, 19)).toBe(false);
  });

  it('non-zero winding: overlapping strokes stay black, a counter-turning one is a hole', () => {
    const overlap = [...square(0, 0, 10, 10), ...square(5, 5, 15, 15)];
    expect(count(scanConvert(overlap, place))).toBe(100 + 100 - 25);
    const hole = [...square(0, 0, 10, 10), ...square(2, 2, 8, 8, false)];
    expect(count(scanConvert(hole, place))).toBe(100 - 36);
  });

  it('keeps a hairline that falls between two rows', () => {
    const bitmap = scanConvert(square(0, 11.7, 24, 12.3), place);
    expect(count(bitmap)).toBeGreaterThanOrEqual(24);
  });

  it('stays within the cell whatever the outline', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true })), { maxLength: 20 }),
        (points) => {
          const steps = points.map((args) => ({ command: 'lineTo' as const, args }));
          expect(scanConvert(steps, emPlacement(1000, 1000))).toHaveLength(72);
        },
      ),
    );
  });
});
