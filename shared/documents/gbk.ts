import iconv from 'iconv-lite';

/**
 * Which characters a Chinese slip printer holds itself: ASCII and the two-byte characters of GBK, which
 * are also the two-byte part of GB 18030. Private use is left out (every maker draws something else
 * there), and so are the four-byte codes, which most printers take for two wrong characters.
 *
 * `NATIVE_CODE[codeUnit]` is the two-byte code, 0 when there is none. Filled once from iconv-lite's
 * GB 18030 table: a lookup per character instead of a conversion per line.
 */
export const NATIVE_CODE: Uint16Array = twoByteCodes();

function twoByteCodes(): Uint16Array {
  const codes: number[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail !== 0x7f) codes.push((lead << 8) | trail);
    }
  }
  const table = new Uint16Array(0x10000);
  const text = iconv.decode(Buffer.from(codes.flatMap((code) => [code >> 8, code & 0xff])), 'gb18030');
  if (text.length !== codes.length) throw new Error('two-byte GB 18030 is one UTF-16 unit per code');
  codes.forEach((code, i) => {
    const unit = text.charCodeAt(i);
    const privateUse = unit >= 0xe000 && unit <= 0xf8ff;
    if (!privateUse && unit !== 0xfffd && unit >= 0x80) table[unit] = code;
  });
  return table;
}

/** Whether the printer itself has `character` (one code point). Control characters are commands, not text. */
export function isNative(character: string): boolean {
  const unit = character.charCodeAt(0);
  if (character.length > 1) return false;
  return unit < 0x80 ? unit >= 0x20 && unit !== 0x7f : NATIVE_CODE[unit] !== 0;
}
