import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Font } from 'fontkit';
import { create } from 'fontkit';
import { type Coverage, parseCoverage } from './coverage.ts';
import type { Result } from '../../result/result.ts';
import { err, ok } from '../../result/result.ts';
import type { GlyphRaster } from './glyph-raster.ts';
import { publicCodePoint } from '../../identity/private-use.ts';
import { emPlacement, type OutlineStep, scanConvert } from './scan-convert.ts';

/** The table of `directory`; what cannot be read is one line. */
export function readCoverage(directory: string): Result<Coverage, string> {
  try {
    return ok(parseCoverage(readFileSync(join(directory, 'coverage.json'), 'utf8')));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** Bitmaps kept, 72 bytes each: a county's rare characters many times over. */
const KEPT = 1024;

/**
 * Characters drawn from the outlines in `directory` (`assets/fonts/full`). Nothing is read before the
 * first character that needs it. Only bitmaps are kept; an opened face may be collected at any time,
 * since the largest holds 16 MB for the sake of one name in a thousand.
 *
 * A damaged installation costs a glyph, not the receipt: what cannot be read counts as not covered, and
 * `onDamaged` is told why.
 */
export function fontGlyphs(directory: string, onDamaged?: (detail: string) => void): GlyphRaster {
  let coverage: Coverage | undefined;
  const faces = new Map<string, WeakRef<Font>>();
  const bitmaps = new Map<number, Uint8Array>();

  function face(file: string): Font {
    const open = faces.get(file)?.deref();
    if (open !== undefined) return open;
    const font = create(readFileSync(join(directory, file)));
    if (!('glyphForCodePoint' in font)) throw new Error(`${file} is a collection, not a face`);
    faces.set(file, new WeakRef(font));
    return font;
  }

  function draw(codePoint: number): Uint8Array | undefined {
    coverage ??= parseCoverage(readFileSync(join(directory, 'coverage.json'), 'utf8'));
    const file = coverage(codePoint);
    if (file === undefined) return undefined;
    const font = face(file);
    const glyph = font.glyphForCodePoint(codePoint);
    const steps = glyph.path.commands as readonly OutlineStep[];
    return scanConvert(steps, emPlacement(font.unitsPerEm, glyph.advanceWidth));
  }

  return {
    glyph(codePoint) {
      const drawn = publicCodePoint(codePoint);
      const known = bitmaps.get(drawn);
      if (known !== undefined) return known;
      try {
        const bitmap = draw(drawn);
        if (bitmap === undefined) return undefined;
        const oldest = bitmaps.keys().next().value;
        if (bitmaps.size >= KEPT && oldest !== undefined) bitmaps.delete(oldest);
        bitmaps.set(drawn, bitmap);
        return bitmap;
      } catch (error) {
        onDamaged?.(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },
  };
}
