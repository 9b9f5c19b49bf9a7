import iconv from 'iconv-lite';

/**
 * Characters that Unicode had not yet when a card or a county's list was written stand in its private use
 * area: 80 of GBK's last rows (FE50–FEA0) as U+E815–U+E864, 䶮 among them as U+E863, and a few marks and
 * letters of rows A6, A8 and A9. GB 18030-2005 and 2022 give each its own place. Text is moved there where
 * it comes in, and the units as they stood are kept beside it.
 */

/** The 14 of the 80 that iconv-lite leaves in private use, by GB 18030-2022. */
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

/** First code of a run that keeps its order, its length, and where it went. */
const RUNS: readonly (readonly [first: number, length: number, to: number])[] = [
  // Vertical punctuation: the comma and the full stop stand the other way round.
  [0xe78d, 1, 0xfe10],
  [0xe78e, 1, 0xfe12],
  [0xe78f, 1, 0xfe11],
  [0xe790, 7, 0xfe13],
  // ḿ and ǹ of pinyin.
  [0xe7c7, 1, 0x1e3f],
  [0xe7c8, 1, 0x01f9],
  // 〾 and the marks that describe characters.
  [0xe7e7, 1, 0x303e],
  [0xe7e8, 12, 0x2ff0],
];

/** The code point that is meant; itself, unless it is one of the old private ones. */
export function publicCodePoint(codePoint: number): number {
  if (codePoint < 0xe78d || codePoint > 0xe864) return codePoint;
  const run = RUNS.find(([first, length]) => codePoint >= first && codePoint < first + length);
  if (run !== undefined) return run[2] + codePoint - run[0];
  if (codePoint < 0xe815) return codePoint;
  const later = LATER[codePoint];
  if (later !== undefined) return later;
  // FE50 is U+E815, and FE7F does not exist.
  const offset = codePoint - 0xe815;
  const trail = 0x50 + offset + (offset >= 0x2f ? 1 : 0);
  return iconv.decode(Buffer.from([0xfe, trail]), 'gb18030').codePointAt(0) ?? codePoint;
}

/** `text` with every old private-use character as the one that is meant. */
export function withPublicCharacters(text: string): string {
  return text.replace(/[\ue78d-\ue864]/g, (unit) =>
    String.fromCodePoint(publicCodePoint(unit.charCodeAt(0))),
  );
}
