import { encodeQR } from 'qr';

/** Rows of dots that one ESC * 33 command prints. */
const STRIP = 24;

/**
 * A QR code as strips of 24 rows for ESC * 33: columns from left to right, three bytes each, upper dot in the
 * highest bit. Level M (15 %) survives a fold; each module is `module` dots wide.
 *
 * @param width dots across the paper: the symbol stands in the middle, whatever the printer makes of `align`.
 */
export function qrStrips(content: string, module: number, width: number): readonly number[][] {
  // The library's narrowest border is one module; the paper around is the quiet zone.
  const symbol = encodeQR(content, 'raw', { ecc: 'medium', border: 1 })
    .slice(1, -1)
    .map((row) => row.slice(1, -1));
  const size = symbol.length * module;
  const left = Math.max(0, (width - size) >> 1);
  const dark = (x: number, y: number): boolean =>
    symbol[Math.floor(y / module)]?.[Math.floor(x / module)] === true;
  const strips: number[][] = [];
  for (let top = 0; top < size; top += STRIP) {
    const strip: number[] = Array.from({ length: left * 3 }, () => 0);
    for (let x = 0; x < size; x += 1) {
      for (let y = top; y < top + STRIP; y += 8) {
        let byte = 0;
        for (let bit = 0; bit < 8; bit += 1) if (dark(x, y + bit)) byte |= 0x80 >> bit;
        strip.push(byte);
      }
    }
    strips.push(strip);
  }
  return strips;
}
