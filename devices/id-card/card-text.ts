import { foreignCheckDigit } from '../../shared/identity/id-number.ts';
import { err, ok, type Result } from '../../shared/result/result.ts';
import type { Field } from './card-layout.ts';

/** The name of a field that is outside its format. Never its contents: they are personal. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly field: string;
}

/** The code units of a field as they stand, padding included. */
export function rawText(block: Uint8Array, { at, bytes }: Field): string {
  let text = '';
  for (let i = at; i + 1 < at + bytes && i + 1 < block.length; i += 2) {
    text += String.fromCharCode((block[i] ?? 0) | ((block[i + 1] ?? 0) << 8));
  }
  return text;
}

/** Takes off the padding (spaces and NULs at the end) and nothing else. */
export function unpad(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\0')) end -= 1;
  return text.slice(0, end);
}

/** Stands for what a field holds when that decides nothing and is outside its format. */
export const UNKNOWN = 'unknown';

/**
 * Reads the fields of one text block, so that a card's parser can name all its fields in a row and ask once
 * at the end. Number and name decide who stands here: outside their format, the card is unreadable. All
 * other fields of a verified card are somebody's clerical slip (an expiry on 29 February, a line end in an
 * address) and no reason to send its holder away: they are `unknown`, and their names are kept as `odd`.
 */
export class FieldReader {
  readonly #block: Uint8Array;
  #bad: string | undefined;
  readonly #odd: string[] = [];

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  /** The card, or the first field that was wrong. */
  result<T extends object>(card: T): Result<T & { readonly odd: readonly string[] }, Unreadable> {
    return this.#bad === undefined
      ? ok({ ...card, odd: this.#odd })
      : err({ kind: 'unreadable', field: this.#bad });
  }

  /** Any text, empty too. Private-use characters and surrogates are kept code unit for code unit. */
  text(name: string, ...fields: readonly Field[]): string {
    const text = this.#raw(fields);
    return hasControls(text) ? this.#unknown(name) : text;
  }

  /** Text that names a person: not empty, no controls, and no half of a surrogate pair. */
  name(name: string, ...fields: readonly Field[]): string {
    const text = this.#raw(fields);
    if (text.trim() === '' || hasControls(text) || !text.isWellFormed()) this.#bad ??= name;
    return text;
  }

  /** A number in one of its forms; some writers put a small x. Check characters are not judged here: a
   * wrong one is a flag to a clerk, and no reason to send the holder of a verified card away. */
  number(name: string, field: Field, form: RegExp): string {
    const text = this.#raw([field]);
    const number = text.toUpperCase();
    if (number !== text) this.#note(name);
    if (!form.test(number)) this.#bad ??= name;
    return number;
  }

  /** `YYYYMMDD` → `YYYY-MM-DD`. */
  date(name: string, field: Field): string {
    return isoDate(this.#raw([field])) ?? this.#unknown(name);
  }

  /**
   * As `date`, or 长期 → `long-term`. A term of ten or twenty years from 29 February ends on a day that the
   * calendar does not have: the card is good through the last day of that month.
   */
  expiry(name: string, field: Field): string {
    const text = this.#raw([field]);
    if (text === '长期') return 'long-term';
    const day = isoDate(text);
    if (day !== undefined) return day;
    const last = /^\d{6}(29|30|31)$/.test(text)
      ? lastDayOfMonth(text.slice(0, 4), text.slice(4, 6))
      : undefined;
    if (last === undefined) return this.#unknown(name);
    this.#note(name);
    return last;
  }

  #raw(fields: readonly Field[]): string {
    return unpad(fields.map((field) => rawText(this.#block, field)).join(''));
  }

  #unknown(name: string): typeof UNKNOWN {
    this.#note(name);
    return UNKNOWN;
  }

  #note(name: string): void {
    if (!this.#odd.includes(name)) this.#odd.push(name);
  }
}

function isoDate(text: string): string | undefined {
  const iso = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  return /^\d{8}$/.test(text) && isCalendarDate(iso) ? iso : undefined;
}

function lastDayOfMonth(year: string, month: string): string | undefined {
  return ['31', '30', '29', '28'].map((day) => `${year}-${month}-${day}`).find(isCalendarDate);
}

function isCalendarDate(iso: string): boolean {
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
}

/** C0 and C1 controls: no card holds them, and a screen or printer must never get them. */
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true;
  }
  return false;
}

/**
 * The 15-character number of a person's 2017 card, rebuilt from the 2023 card: country, two digits of
 * the province, two of the association, birth as YYMMDD, the association's third, check digit 7-3-1.
 * `undefined` when the card carries no association.
 */
export function formerNumber(number: string, country: string, part: string): string | undefined {
  if (!/^[0-9A-Z]{3}$/.test(part)) return undefined;
  const fourteen = `${country}${number.slice(1, 3)}${part.slice(0, 2)}${number.slice(8, 14)}${part[2]}`;
  return fourteen + foreignCheckDigit(fourteen);
}
