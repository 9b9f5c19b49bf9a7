import {
  align,
  bold,
  CHINESE_ON,
  CUT,
  INITIALISE,
  LINE_FEED,
  lineSpacing,
  QR_LIMIT,
  QR_MODULE,
  qrCode,
  STRIP_SPACING,
  size,
} from './escpos-commands.ts';
import { isNative, NATIVE_CODE } from './gbk.ts';
import { CELL, type GlyphRaster, isDot, missingGlyph } from './glyphs/glyph-raster.ts';
import { layOut } from './lay-out.ts';
import { DEFAULT_PROFILE, type PrinterProfile } from './printer-profile.ts';
import { qrStrips } from './qr-strips.ts';
import type { Receipt } from './receipt.ts';
import type { Columns, SlipLine, TextLine } from './slip.ts';

/** A slip in the printer's language. */
export interface EncodedSlip {
  /** From ESC @ to the cut. The end-of-job question (GS r) is the driver's to append. */
  readonly bytes: Uint8Array;
  /** Code points without any glyph, each once: printed as a crossed box. */
  readonly uncovered: readonly number[];
}

/** `receipt` laid out and encoded in one step. */
export function encodeReceipt(
  receipt: Receipt,
  columns: Columns,
  glyphs: GlyphRaster,
  profile: PrinterProfile = DEFAULT_PROFILE,
): EncodedSlip {
  return encodeSlip(layOut(receipt, columns), columns, glyphs, profile);
}

/**
 * `lines` as ESC/POS for a printer with a GBK font.
 *
 * A character that the printer lacks is put into its text line as a bit image (ESC *, 24-dot double
 * density). That command, unlike GS v 0, places dots in the line buffer beside text, so a name with
 * one rare character stays one line, aligned with the rest, and its other characters stay text. It is
 * the oldest image command of the family, and printers too simple for GS v 0 have it. Its price: 24
 * dots are its only height, so such a line is printed at single height.
 */
export function encodeSlip(
  lines: readonly SlipLine[],
  columns: Columns,
  glyphs: GlyphRaster,
  profile: PrinterProfile = DEFAULT_PROFILE,
): EncodedSlip {
  const out = new SlipWriter(glyphs, profile);
  for (const line of lines) {
    switch (line.kind) {
      case 'text':
        out.textLine(line);
        break;
      case 'rule':
        out.style('left', 1, 1, false);
        out.repeat(0x2d, columns);
        out.byte(LINE_FEED);
        break;
      case 'gap':
        out.style('left', 1, 1, false);
        out.repeat(LINE_FEED, line.lines);
        break;
      case 'qr':
        out.qr(line.content, columns);
        break;
      case 'cut':
        out.bytes(CUT[profile.cut]);
        break;
    }
  }
  return out.finish();
}

/** Font A: 48 columns of 12 dots are the 576 of 80 mm paper, 32 the 384 of 58 mm. */
const DOTS_PER_COLUMN = 12;

/** Collects the bytes of one slip and remembers the printer's settings, to send only what changes. */
class SlipWriter {
  readonly #glyphs: GlyphRaster;
  readonly #profile: PrinterProfile;
  readonly #uncovered = new Set<number>();
  #buffer = new Uint8Array(2048);
  #length = 0;
  #align: 'left' | 'center' = 'left';
  #size = 0x11;
  #height = 0;
  #bold = false;

  constructor(glyphs: GlyphRaster, profile: PrinterProfile) {
    this.#glyphs = glyphs;
    this.#profile = profile;
    this.bytes(INITIALISE);
    if (profile.chinese === 'fs') this.bytes(CHINESE_ON);
  }

  /** Makes room for `count` more bytes. */
  #room(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + count));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  byte(value: number): void {
    this.#room(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  bytes(values: ArrayLike<number>): void {
    this.#room(values.length);
    this.#buffer.set(values, this.#length);
    this.#length += values.length;
  }

  repeat(value: number, count: number): void {
    this.#room(count);
    this.#buffer.fill(value, this.#length, this.#length + count);
    this.#length += count;
  }

  /** Size in units of the cell: width in the high half, as it is compared, not as it is sent. */
  style(side: 'left' | 'center', width: number, height: number, heavy: boolean): void {
    if (side !== this.#align) this.bytes(align(side));
    if ((width << 4) + height !== this.#size) this.bytes(size(width, height));
    if (heavy !== this.#bold) this.bytes(bold(heavy));
    if (height !== this.#height) this.bytes(lineSpacing(height));
    this.#height = height;
    this.#align = side;
    this.#size = (width << 4) + height;
    this.#bold = heavy;
  }

  textLine(line: TextLine): void {
    if (isAllNative(line.text)) {
      this.style(line.align, line.width, line.height, line.bold);
      this.#nativeText(line.text);
    } else {
      this.style(line.align, 1, 1, line.bold);
      this.#mixed(line.text);
    }
    this.byte(LINE_FEED);
  }

  qr(content: string, columns: Columns): void {
    const data = Buffer.from(content, 'utf8');
    if (data.length > QR_LIMIT)
      throw new RangeError(`QR content of ${data.length} bytes does not fit the paper`);
    if (this.#profile.qr === 'native') {
      this.style('center', 1, 1, false);
      this.bytes(qrCode(data));
      this.byte(LINE_FEED);
      return;
    }
    this.style('left', 1, 1, false);
    this.bytes(STRIP_SPACING);
    for (const strip of qrStrips(content, QR_MODULE, columns * DOTS_PER_COLUMN)) {
      this.#bitImage(strip);
      this.byte(LINE_FEED);
    }
    this.bytes(lineSpacing(this.#height));
  }

  finish(): EncodedSlip {
    return { bytes: this.#buffer.slice(0, this.#length), uncovered: [...this.#uncovered] };
  }

  /** Nothing but characters that `isNative`; the loop that most of a slip's time goes into. */
  #nativeText(text: string): void {
    this.#room(text.length * 2);
    const buffer = this.#buffer;
    let at = this.#length;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) {
        buffer[at++] = unit;
      } else {
        const code = NATIVE_CODE[unit] ?? 0;
        buffer[at++] = code >> 8;
        buffer[at++] = code & 0xff;
      }
    }
    this.#length = at;
  }

  /** Runs of text and of images in turn; neighbouring images are one command. */
  #mixed(text: string): void {
    let run: Uint8Array[] = [];
    for (const character of text) {
      if (isNative(character)) {
        this.#image(run);
        run = [];
        this.#nativeText(character);
      } else {
        run.push(this.#glyph(character.codePointAt(0) ?? 0));
      }
    }
    this.#image(run);
  }

  /** Control characters, lone surrogates and what no face draws: the box, and a note of it. */
  #glyph(codePoint: number): Uint8Array {
    const drawable = codePoint >= 0xa0 && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
    const bitmap = drawable ? this.#glyphs.glyph(codePoint) : undefined;
    if (bitmap !== undefined) return bitmap;
    this.#uncovered.add(codePoint);
    return missingGlyph();
  }

  /** ESC * 33: columns from left to right, three bytes each, upper dot in the highest bit. */
  #image(run: readonly Uint8Array[]): void {
    if (run.length === 0) return;
    const data: number[] = [];
    for (const bitmap of run) {
      for (let x = 0; x < CELL; x += 1) {
        for (let y = 0; y < CELL; y += 8) {
          let byte = 0;
          for (let bit = 0; bit < 8; bit += 1) if (isDot(bitmap, x, y + bit)) byte |= 0x80 >> bit;
          data.push(byte);
        }
      }
    }
    this.#bitImage(data);
  }

  #bitImage(data: readonly number[]): void {
    const columns = data.length / 3;
    this.bytes([0x1b, 0x2a, 33, columns & 0xff, columns >> 8]);
    this.bytes(withoutRealTimeCommands(data));
  }
}

function isAllNative(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // Surrogates have no two-byte code, so code units are enough here.
    if (unit < 0x80 ? unit < 0x20 || unit === 0x7f : NATIVE_CODE[unit] === 0) return false;
  }
  return true;
}

/**
 * A printer acts on DLE EOT (10 04), DLE ENQ (10 05) and DLE DC4 (10 14) wherever it sees them, in the
 * middle of a picture too: an answer that nobody asked for, or a cleared buffer. One dot more avoids it.
 */
function withoutRealTimeCommands(data: readonly number[]): readonly number[] {
  return data.map((byte, i) => {
    const next = data[i + 1];
    return byte === 0x10 && (next === 0x04 || next === 0x05 || next === 0x14) ? 0x11 : byte;
  });
}
