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

/**
 * Reads the fields of one text block and remembers the first that is outside its format, so that a
 * card's parser can name all its fields in a row and ask once at the end.
 */
export class FieldReader {
  readonly #block: Uint8Array;
  #bad: string | undefined;

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  /** The card, or the first field that was wrong. */
  result<T>(card: T): Result<T, Unreadable> {
    return this.#bad === undefined ? ok(card) : err({ kind: 'unreadable', field: this.#bad });
  }

  /** Any text, empty too. Private-use characters and surrogates are kept code unit for code unit. */
  text(name: string, ...fields: readonly Field[]): string {
    const text = unpad(fields.map((field) => rawText(this.#block, field)).join(''));
    if (hasControls(text)) this.#fail(name);
    return text;
  }

  /** Text that names a person: not empty, and no half of a surrogate pair. */
  name(name: string, ...fields: readonly Field[]): string {
    const text = this.text(name, ...fields);
    if (text.trim() === '' || !text.isWellFormed()) this.#fail(name);
    return text;
  }

  /** A number in one of its forms. Check characters are not judged here: a wrong one is a flag to a
   * clerk, and no reason to send the holder of a verified card away. */
  number(name: string, field: Field, form: RegExp): string {
    const text = this.text(name, field);
    if (!form.test(text)) this.#fail(name);
    return text;
  }

  /** `YYYYMMDD` → `YYYY-MM-DD`; a day that the calendar does not have is refused. */
  date(name: string, field: Field): string {
    return this.#date(name, this.text(name, field));
  }

  /** As `date`, or 长期 → `long-term`. */
  expiry(name: string, field: Field): string {
    const text = this.text(name, field);
    return text === '长期' ? 'long-term' : this.#date(name, text);
  }

  #date(name: string, text: string): string {
    const iso = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
    if (!/^\d{8}$/.test(text) || !isCalendarDate(iso)) this.#fail(name);
    return iso;
  }

  #fail(name: string): void {
    this.#bad ??= name;
  }
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
