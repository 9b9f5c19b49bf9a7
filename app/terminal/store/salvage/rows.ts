import type { Pages } from './pages.ts';

/** One row as it stands in a page; the first column of a table with a row number reads `null`. */
export interface FoundRow {
  readonly rowid: number;
  readonly values: readonly Value[];
}
export type Value = string | number | null;

const LEAF = 0x0d;
/** Interior pages and pages of an index (sqlite.org/fileformat2.html §1.6): no rows in them. */
const NOT_ROWS = new Set([0x02, 0x05, 0x0a]);
/** A record of ours is a few thousand bytes; more is a length that was damaged. */
const LONGEST = 1 << 20;

/**
 * Every row that stands in any page, whichever table it belongs to. Nothing is taken from the pages that
 * lead to it, so that a damaged root, header or index costs no row but its own.
 */
export function* foundRows(pages: Pages): Generator<FoundRow> {
  for (let number = 1; number <= pages.count; number += 1) {
    const page = pages.read(number);
    if (page === undefined) continue;
    const start = number === 1 ? 100 : 0;
    const kind = page[start];
    if (kind === undefined || NOT_ROWS.has(kind)) continue;
    // A page whose kind was damaged is tried as well; what is not a row of ours fails its own checks.
    yield* rowsOf(page, start, pages, kind === LEAF);
  }
}

function* rowsOf(page: Buffer, start: number, pages: Pages, certain: boolean): Generator<FoundRow> {
  const cells = page.readUInt16BE(start + 3);
  if (!certain && (cells === 0 || cells > pages.size / 8)) return;
  for (let cell = 0; cell < cells; cell += 1) {
    const pointer = start + 8 + cell * 2;
    if (pointer + 2 > pages.size) return;
    const row = readCell(page, page.readUInt16BE(pointer), pages);
    if (row !== undefined) yield row;
  }
}

function readCell(page: Buffer, at: number, pages: Pages): FoundRow | undefined {
  const length = varint(page, at);
  const rowid = length && varint(page, length.next);
  if (length === undefined || rowid === undefined || length.value > LONGEST) return undefined;
  const payload = readPayload(page, rowid.next, length.value, pages);
  const values = payload && decode(payload);
  return values && { rowid: rowid.value, values };
}

/** §1.6: what does not fit the page goes on in a chain of overflow pages. */
function readPayload(page: Buffer, at: number, length: number, pages: Pages): Buffer | undefined {
  const usable = pages.size;
  if (length <= usable - 35) return at + length <= page.length ? page.subarray(at, at + length) : undefined;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = fitting <= usable - 35 ? fitting : least;
  if (at + local + 4 > page.length) return undefined;
  const parts = [page.subarray(at, at + local)];
  let missing = length - local;
  let next = page.readUInt32BE(at + local);
  while (missing > 0) {
    const more = next >= 1 && next <= pages.count ? pages.read(next) : undefined;
    if (more === undefined) return undefined;
    const part = more.subarray(4, 4 + Math.min(missing, usable - 4));
    parts.push(part);
    missing -= part.length;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** §2.1: a header of types, then the values. */
function decode(payload: Buffer): Value[] | undefined {
  const header = varint(payload, 0);
  if (header === undefined || header.value > payload.length) return undefined;
  const values: Value[] = [];
  let at = header.value;
  let place = header.next;
  while (place < header.value) {
    const type = varint(payload, place);
    if (type === undefined) return undefined;
    place = type.next;
    const length = lengthOf(type.value);
    if (length === undefined || at + length > payload.length) return undefined;
    const value = valueOf(type.value, payload.subarray(at, at + length));
    if (value === undefined) return undefined;
    values.push(value);
    at += length;
  }
  return values;
}

const INTEGER_LENGTHS = [0, 1, 2, 3, 4, 6, 8];

function lengthOf(type: number): number | undefined {
  if (type >= 12) return Math.floor((type - 12) / 2);
  if (type === 8 || type === 9) return 0;
  return INTEGER_LENGTHS[type];
}

/** Our tables hold text and whole numbers; `undefined` for anything else. */
function valueOf(type: number, bytes: Buffer): Value | undefined {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type >= 12) return type % 2 === 1 ? textOf(bytes) : undefined;
  const value = type === 6 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
  return Number.isSafeInteger(value) ? value : undefined;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Buffer): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** §1.6: seven bits a byte. `undefined` past the end, and for more than a number holds. */
function varint(bytes: Buffer, at: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value = value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
    if ((byte & 0x80) === 0) return { value, next: at + index + 1 };
  }
  return undefined;
}
