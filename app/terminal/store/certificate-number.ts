import { assert } from '../../../shared/result/assert.ts';
import { dateOf } from '../../../shared/dates/month.ts';

/** Certificates one terminal can give in one day. */
export const DAILY_LIMIT = 99_999;

/** Everything but the count and the check digit: `YYMMDD` in CST, then the terminal's four digits. */
export function numberPrefix(terminalNumber: number, at: number): string {
  assert(
    Number.isInteger(terminalNumber) && terminalNumber >= 1 && terminalNumber <= 9999,
    'terminal 1 … 9999',
  );
  return dateOf(at).slice(2).replaceAll('-', '') + String(terminalNumber).padStart(4, '0');
}

/** 证书编号: 16 digits: date, terminal, count of the day, Luhn check digit (ISO/IEC 7812-1 annex B). */
export function certificateNumber(prefix: string, count: number): string {
  assert(/^\d{10}$/.test(prefix) && count >= 1 && count <= DAILY_LIMIT, 'a prefix and a daily count');
  const body = prefix + String(count).padStart(5, '0');
  return body + luhnDigit(body);
}

/** The count of the day inside a certificate number. */
export function countOf(certificateNo: string): number {
  return Number(certificateNo.slice(10, 15));
}

export function luhnDigit(digits: string): string {
  let sum = 0;
  // From the right: every second digit doubled, beginning with the one next to the check digit.
  for (const [index, digit] of digits.split('').reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}
