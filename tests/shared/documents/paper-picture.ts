import { writeFileSync } from 'node:fs';
import type { PaperItem, PaperPart } from '../../../devices/simulators/printer/paper.ts';
import type { GlyphRaster } from '../../../shared/documents/glyphs/glyph-raster.ts';
import { isDot } from '../../../shared/documents/glyphs/glyph-raster.ts';

/** Blank dots between lines of a printer at its default spacing of 34 dots. */
const LEADING = 10;

/**
 * The paper of a simulated printer as dots, black where the printer would burn: for looking at. QR codes
 * are drawn as a frame of their size (45 modules), text with our own font in place of the printer's.
 */
export class PaperPicture {
  readonly width: number;
  #rows: Uint8Array[] = [];
  readonly #glyphs: GlyphRaster;

  constructor(width: 384 | 576, glyphs: GlyphRaster) {
    this.width = width;
    this.#glyphs = glyphs;
  }

  get height(): number {
    return this.#rows.length;
  }

  add(item: PaperItem): void {
    switch (item.kind) {
      case 'line':
        this.#line(item);
        break;
      case 'feed':
        this.#grow(item.lines * 34);
        break;
      case 'qr':
        this.#frame(item.module * 45);
        break;
      case 'cut':
        this.#grow(60);
        break;
      case 'raster':
        this.#grow(item.rows);
        break;
    }
  }

  /** Whether anything was printed outside the paper: then a printer would have cut it off or wrapped it. */
  overflow = false;

  /** Portable bitmap (P4). */
  save(path: string): void {
    const rowBytes = Math.ceil(this.width / 8);
    const body = Buffer.alloc(rowBytes * this.height);
    this.#rows.forEach((row, y) => {
      row.forEach((dot, x) => {
        const at = y * rowBytes + (x >> 3);
        if (dot === 1) body[at] = (body[at] ?? 0) | (0x80 >> (x & 7));
      });
    });
    writeFileSync(path, Buffer.concat([Buffer.from(`P4\n${this.width} ${this.height}\n`), body]));
  }

  #grow(rows: number): void {
    for (let i = 0; i < rows; i += 1) this.#rows.push(new Uint8Array(this.width));
  }

  #dot(x: number, y: number): void {
    if (x < 0 || x >= this.width) this.overflow = true;
    else if (this.#rows[y] !== undefined) this.#rows[y][x] = 1;
  }

  #line(item: Extract<PaperItem, { kind: 'line' }>): void {
    const height = Math.max(...item.parts.map((part) => (part.kind === 'text' ? part.height * 24 : 24)));
    const width = item.parts.reduce((sum, part) => sum + this.#partWidth(part), 0);
    const base = this.height + height;
    this.#grow(height + LEADING);
    let x = item.align === 'center' ? Math.floor((this.width - width) / 2) : 0;
    for (const part of item.parts) {
      if (part.kind === 'image') {
        this.#image(part, x, base - 24);
      } else {
        let at = x;
        for (const character of part.text) at += this.#character(character, at, base, part);
      }
      x += this.#partWidth(part);
    }
  }

  #partWidth(part: PaperPart): number {
    if (part.kind === 'image') return part.columns;
    return [...part.text].reduce((sum, c) => sum + (c.charCodeAt(0) < 0x80 ? 12 : 24) * part.width, 0);
  }

  #image(part: Extract<PaperPart, { kind: 'image' }>, left: number, top: number): void {
    for (let x = 0; x < part.columns; x += 1) {
      for (let y = 0; y < 24; y += 1) {
        if (((part.data[x * 3 + (y >> 3)] ?? 0) & (0x80 >> (y & 7))) !== 0) this.#dot(left + x, top + y);
      }
    }
  }

  #character(
    character: string,
    left: number,
    base: number,
    part: Extract<PaperPart, { kind: 'text' }>,
  ): number {
    const narrow = character.charCodeAt(0) < 0x80;
    const cell = narrow ? 12 : 24;
    const glyph = this.#glyphs.glyph(character.codePointAt(0) ?? 0);
    // A narrow character stands in the middle of its 24-dot bitmap.
    const skip = narrow ? 6 : 0;
    if (glyph === undefined) return cell * part.width;
    for (let y = 0; y < 24 * part.height; y += 1) {
      for (let x = 0; x < cell * part.width; x += 1) {
        const dotX = Math.floor(x / part.width) + skip;
        const dotY = Math.floor(y / part.height);
        if (!isDot(glyph, dotX, dotY)) continue;
        this.#dot(left + x, base - 24 * part.height + y);
        if (part.bold) this.#dot(left + Math.min(x + 1, cell * part.width - 1), base - 24 * part.height + y);
      }
    }
    return cell * part.width;
  }

  #frame(side: number): void {
    const top = this.height;
    const left = Math.floor((this.width - side) / 2);
    this.#grow(side + LEADING);
    for (let i = 0; i < side; i += 1) {
      for (let thick = 0; thick < 6; thick += 1) {
        this.#dot(left + i, top + thick);
        this.#dot(left + i, top + side - 1 - thick);
        this.#dot(left + thick, top + i);
        this.#dot(left + side - 1 - thick, top + i);
      }
    }
  }
}
