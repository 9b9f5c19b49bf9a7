import iconv from 'iconv-lite';
import type { PaperItem, PaperPart } from './paper.ts';

/** What one piece of the stream does. */
export type Effect =
  | { readonly kind: 'none' }
  | { readonly kind: 'print'; readonly item: PaperItem }
  /** GS r: asks for an answer when its turn comes. */
  | { readonly kind: 'confirm' };

const NONE: Effect = { kind: 'none' };

/** Bytes that a command with a fixed length takes, counted from its first byte. */
const FIXED: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  0x10: { 0x04: 3, 0x05: 3 },
  0x1b: { 0x40: 2, 0x32: 2, 0x33: 3, 0x61: 3, 0x45: 3, 0x21: 3, 0x64: 3, 0x74: 3, 0x52: 3 },
  0x1c: { 0x26: 2, 0x2e: 2, 0x21: 3, 0x57: 3 },
  0x1d: { 0x21: 3, 0x72: 3, 0x61: 3, 0x42: 3 },
};

/**
 * Reads ESC/POS as a printer with a GBK font does: a piece at a time, any chunking, unknown commands
 * passed over, four-byte GB 18030 printed as the two wrong characters that such printers make of it.
 */
export class EscposReader {
  #align: 'left' | 'center' | 'right' = 'left';
  #width = 1;
  #height = 1;
  #bold = false;
  #parts: PaperPart[] = [];
  #text: number[] = [];
  #qr: Uint8Array = new Uint8Array(0);
  #qrModule = 3;
  /** Cheap printers lack GS ( k, and print what follows it as text. */
  readonly #knowsQr: boolean;

  constructor(knowsQr = true) {
    this.#knowsQr = knowsQr;
  }

  /**
   * Takes the first piece of `bytes`. `undefined` when it is not complete yet.
   * `used` is at least 1.
   */
  step(bytes: Uint8Array): { readonly used: number; readonly effect: Effect } | undefined {
    const [first, second] = bytes;
    if (first === undefined) return undefined;
    if (first === 0x0a) return { used: 1, effect: this.#endLine() };
    if (first >= 0x81 && first <= 0xfe) {
      if (second === undefined) return undefined;
      this.#text.push(first, second);
      return { used: 2, effect: NONE };
    }
    if (first >= 0x20 && first < 0x7f) {
      this.#text.push(first);
      return { used: 1, effect: NONE };
    }
    const known = FIXED[first];
    if (known === undefined) return { used: 1, effect: NONE };
    if (second === undefined) return undefined;
    return this.#command(bytes, first, second, known[second]);
  }

  /** Power-on and ESC @. What stands in the line is lost. */
  reset(): void {
    this.#parts = [];
    this.#text = [];
    this.#align = 'left';
    this.#width = 1;
    this.#height = 1;
    this.#bold = false;
  }

  #command(
    bytes: Uint8Array,
    first: number,
    second: number,
    fixed: number | undefined,
  ): { used: number; effect: Effect } | undefined {
    const code = (first << 8) | second;
    if (fixed !== undefined) {
      if (bytes.length < fixed) return undefined;
      return { used: fixed, effect: this.#fixed(code, bytes[2] ?? 0) };
    }
    switch (code) {
      case 0x1b2a:
        return this.#bitImage(bytes);
      case 0x1d56:
        return this.#cut(bytes);
      case 0x1d76:
        return this.#raster(bytes);
      case 0x1d28:
        return this.#knowsQr ? this.#extended(bytes) : { used: 2, effect: NONE };
      case 0x1b69:
      case 0x1b6d:
        return { used: 2, effect: { kind: 'print', item: { kind: 'cut' } } };
      default:
        return { used: 2, effect: NONE };
    }
  }

  #fixed(code: number, value: number): Effect {
    switch (code) {
      case 0x1b40:
        this.reset();
        return NONE;
      case 0x1b61:
        this.#align = (['left', 'center', 'right'] as const)[value % 48] ?? 'left';
        return NONE;
      case 0x1b45:
        this.#endText();
        this.#bold = (value & 1) === 1;
        return NONE;
      case 0x1d21:
        this.#endText();
        this.#width = (value >> 4) + 1;
        this.#height = (value & 0x0f) + 1;
        return NONE;
      case 0x1b64:
        return { kind: 'print', item: { kind: 'feed', lines: value } };
      case 0x1d72:
        return { kind: 'confirm' };
      default:
        return NONE;
    }
  }

  #endText(): void {
    if (this.#text.length === 0) return;
    this.#parts.push({
      kind: 'text',
      text: asPrinted(this.#text),
      width: this.#width,
      height: this.#height,
      bold: this.#bold,
    });
    this.#text = [];
  }

  #endLine(): Effect {
    this.#endText();
    const parts = this.#parts;
    this.#parts = [];
    if (parts.length === 0) return { kind: 'print', item: { kind: 'feed', lines: 1 } };
    return { kind: 'print', item: { kind: 'line', align: this.#align, parts } };
  }

  #bitImage(bytes: Uint8Array): { used: number; effect: Effect } | undefined {
    const [, , mode, low, high] = bytes;
    if (mode === undefined || low === undefined || high === undefined) return undefined;
    const columns = low + high * 256;
    const used = 5 + columns * (mode >= 32 ? 3 : 1);
    if (bytes.length < used) return undefined;
    this.#endText();
    this.#parts.push({ kind: 'image', columns, data: bytes.slice(5, used) });
    return { used, effect: NONE };
  }

  #cut(bytes: Uint8Array): { used: number; effect: Effect } | undefined {
    const mode = bytes[2];
    if (mode === undefined) return undefined;
    const used = mode === 0x41 || mode === 0x42 ? 4 : 3;
    if (bytes.length < used) return undefined;
    return { used, effect: { kind: 'print', item: { kind: 'cut' } } };
  }

  #raster(bytes: Uint8Array): { used: number; effect: Effect } | undefined {
    if (bytes.length < 8) return undefined;
    const bytesAcross = (bytes[4] ?? 0) + (bytes[5] ?? 0) * 256;
    const rows = (bytes[6] ?? 0) + (bytes[7] ?? 0) * 256;
    const used = 8 + bytesAcross * rows;
    if (bytes.length < used) return undefined;
    const item: PaperItem = { kind: 'raster', bytesAcross, rows, data: bytes.slice(8, used) };
    return { used, effect: { kind: 'print', item } };
  }

  /** GS ( x pL pH …; only k, the two-dimensional codes, means anything here. */
  #extended(bytes: Uint8Array): { used: number; effect: Effect } | undefined {
    if (bytes.length < 5) return undefined;
    const used = 5 + (bytes[3] ?? 0) + (bytes[4] ?? 0) * 256;
    if (bytes.length < used) return undefined;
    if (bytes[2] !== 0x6b || bytes[5] !== 0x31) return { used, effect: NONE };
    if (bytes[6] === 0x43) this.#qrModule = bytes[7] ?? 3;
    if (bytes[6] === 0x50) this.#qr = bytes.slice(8, used);
    if (bytes[6] !== 0x51) return { used, effect: NONE };
    const content = Buffer.from(this.#qr).toString('utf8');
    return { used, effect: { kind: 'print', item: { kind: 'qr', content, module: this.#qrModule } } };
  }
}

/** Pairs are looked up one by one, so a four-byte code comes out as rubbish, as it does on paper. */
function asPrinted(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) {
      text += String.fromCharCode(byte);
    } else {
      const character = iconv.decode(Buffer.from([byte, bytes[i + 1] ?? 0]), 'gb18030');
      text += [...character].length === 1 && character !== '\uFFFD' ? character : '▒▒';
      i += 1;
    }
  }
  return text;
}
