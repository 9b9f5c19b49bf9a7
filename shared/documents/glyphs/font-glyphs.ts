import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Font } from 'fontkit';
import { create } from 'fontkit';
import { type Coverage, parseCoverage } from './coverage.ts';
import type { GlyphRaster } from './glyph-raster.ts';
import { drawnAs } from './private-use.ts';
import { emPlacement, type OutlineStep, scanConvert } from './scan-convert.ts';

/** Bitmaps kept, 72 bytes each: a county's rare characters many times over. */
const KEPT = 1024;

/**
 * Characters drawn from the outlines in `directory` (`assets/fonts/full`). Nothing is read before the
 * first character that needs it. Only bitmaps are kept; an opened face may be collected at any time,
 * since the largest holds 16 MB for the sake of one name in a thousand.
 *
 * Throws when the directory is not the one that came with the program.
 */
export function fontGlyphs(directory: string): GlyphRaster {
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

  return {
    glyph(codePoint) {
      const drawn = drawnAs(codePoint);
      const known = bitmaps.get(drawn);
      if (known !== undefined) return known;
      coverage ??= parseCoverage(readFileSync(join(directory, 'coverage.json'), 'utf8'));
      const file = coverage(drawn);
      if (file === undefined) return undefined;
      const font = face(file);
      const glyph = font.glyphForCodePoint(drawn);
      const steps = glyph.path.commands as readonly OutlineStep[];
      const bitmap = scanConvert(steps, emPlacement(font.unitsPerEm, glyph.advanceWidth));
      const oldest = bitmaps.keys().next().value;
      if (bitmaps.size >= KEPT && oldest !== undefined) bitmaps.delete(oldest);
      bitmaps.set(drawn, bitmap);
      return bitmap;
    },
  };
}
