/** Dots across and down one full-width character cell of a slip printer (203 dpi: 3 mm). */
export const CELL = 24;
/** 24 rows of 3 bytes. */
export const GLYPH_BYTES = (CELL * CELL) / 8;

/** Draws characters that a printer has not got. */
export interface GlyphRaster {
  /**
   * 24 × 24 dots, row by row, three bytes a row, left dot in the highest bit, 1 is black.
   * `undefined` when no face has the character; the caller then prints `missingGlyph()` and says so.
   */
  glyph(codePoint: number): Uint8Array | undefined;
}

/** A crossed box: cannot be taken for a character (an empty one can: 口, 囗). */
export function missingGlyph(): Uint8Array {
  const bitmap = new Uint8Array(GLYPH_BYTES);
  const from = 2;
  const to = CELL - 3;
  for (let y = from; y <= to; y += 1) {
    for (let x = from; x <= to; x += 1) {
      const edge = Math.min(x - from, to - x, y - from, to - y) < 2;
      const cross = Math.abs(x - y) < 1 || Math.abs(x + y - (CELL - 1)) < 1;
      if (edge || cross) setDot(bitmap, x, y);
    }
  }
  return bitmap;
}

export function setDot(bitmap: Uint8Array, x: number, y: number): void {
  const at = y * (CELL / 8) + (x >> 3);
  bitmap[at] = (bitmap[at] ?? 0) | (0x80 >> (x & 7));
}

export function isDot(bitmap: Uint8Array, x: number, y: number): boolean {
  return ((bitmap[y * (CELL / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}
