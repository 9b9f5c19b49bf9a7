import iconv from 'iconv-lite';

/**
 * Police and bank systems of the years before GB 18030-2005 stored 80 characters of GBK's last rows
 * (FE50–FEA0) as private use U+E815–U+E864, and cards made then still carry them: 䶮 as U+E863.
 * The text keeps the card's code unit; only the drawing uses the character that was meant.
 * GB 18030-2005, annex; the 14 that iconv-lite leaves in private use by GB 18030-2022.
 */
const LATER: Readonly<Record<number, number>> = {
  0xe816: 0x20087,
  0xe817: 0x20089,
  0xe818: 0x200cc,
  0xe81e: 0x9fb4,
  0xe826: 0x9fb5,
  0xe82b: 0x9fb6,
  0xe82c: 0x9fb7,
  0xe831: 0x215d7,
  0xe832: 0x9fb8,
  0xe83b: 0x2298f,
  0xe843: 0x9fb9,
  0xe854: 0x9fba,
  0xe855: 0x241fe,
  0xe864: 0x9fbb,
};

/** The code point whose glyph stands for `codePoint`; itself, unless it is one of the 80. */
export function drawnAs(codePoint: number): number {
  if (codePoint < 0xe815 || codePoint > 0xe864) return codePoint;
  const later = LATER[codePoint];
  if (later !== undefined) return later;
  // FE50 is U+E815, and FE7F does not exist.
  const offset = codePoint - 0xe815;
  const trail = 0x50 + offset + (offset >= 0x2f ? 1 : 0);
  return iconv.decode(Buffer.from([0xfe, trail]), 'gb18030').codePointAt(0) ?? codePoint;
}
