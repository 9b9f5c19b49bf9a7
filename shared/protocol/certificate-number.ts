import { dateOf } from '../dates/month.ts';
import { assert } from '../result/assert.ts';
import { luhnDigit } from '../identity/luhn.ts';

/**
 * 证书编号: 16 digits, `YYMMDD` in China Standard Time, the terminal's four digits, the count of its day, and
 * a Luhn check digit (ISO/IEC 7812-1 annex B). The terminal gives it; the county takes it only from the
 * terminal whose digits it carries.
 */

/** Certificates one terminal can give in one day. */
export const DAILY_LIMIT = 99_999;

/** Highest number of a terminal. */
const LAST_TERMINAL = 9999;

/** What a certificate number says of itself. */
export interface CertificateNumber {
  /** `YYMMDD` */
  readonly day: string;
  readonly terminal: number;
  readonly count: number;
}

/** Everything but the count and the check digit. */
export function numberPrefix(terminalNumber: number, at: number): string {
  assert(
    Number.isInteger(terminalNumber) && terminalNumber >= 1 && terminalNumber <= LAST_TERMINAL,
    'terminal 1 … 9999',
  );
  return numberDay(at) + String(terminalNumber).padStart(4, '0');
}

/** `YYMMDD` of the day on which the instant `at` falls. */
export function numberDay(at: number): string {
  return dateOf(at).slice(2).replaceAll('-', '');
}

export function certificateNumber(prefix: string, count: number): string {
  assert(/^\d{10}$/.test(prefix) && count >= 1 && count <= DAILY_LIMIT, 'a prefix and a daily count');
  const body = prefix + String(count).padStart(5, '0');
  return body + luhnDigit(body);
}

/** `undefined` unless it is 16 digits whose last one checks, of a terminal and a count that can be. */
export function parseCertificateNumber(text: string): CertificateNumber | undefined {
  if (!/^\d{16}$/.test(text) || luhnDigit(text.slice(0, 15)) !== text[15]) return undefined;
  const terminal = Number(text.slice(6, 10));
  const count = countOf(text);
  return terminal === 0 || count === 0 ? undefined : { day: text.slice(0, 6), terminal, count };
}

/** The count of the day inside a certificate number. */
export function countOf(certificateNo: string): number {
  return Number(certificateNo.slice(10, 15));
}
