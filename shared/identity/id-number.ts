/**
 * Numbers that identify a person on a card.
 *
 * - 18 characters: GB 11643 (公民身份号码), also for 港澳台居民居住证 (810000/820000/830000) and the
 *   2023 外国人永久居留身份证 (first digit 9); check character by MOD 11-2.
 * - 15 characters: the 2017 外国人永久居留身份证, ISO alpha-3 country + 12 digits; check digit by 7-3-1.
 */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';

/** The MOD 11-2 check character of the first 17 digits. */
export function checkCharacter(seventeen: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(seventeen[i]) * (WEIGHTS[i] ?? 0);
  return CHECKS[sum % 11] ?? '';
}

/** Whether `text` is a well-formed number with a right check character. */
export function isIdNumber(text: string): boolean {
  if (/^\d{17}[\dX]$/.test(text)) return checkCharacter(text.slice(0, 17)) === text[17];
  if (/^[A-Z<]{3}\d{12}$/.test(text)) return foreignCheckDigit(text.slice(0, 14)) === text[14];
  return false;
}

/** How many characters a number has that begins so: 15 with the letters of a country, else 18. */
export function numberLength(beginning: string): 15 | 18 {
  return /^[A-Z]/.test(beginning) ? 15 : 18;
}

/** The number as it stands on the roster, however it was written down: `x` for `X`, full width, spaces. */
export function tidyIdNumber(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
}

/** The numbers by which the county may know a person, the card's own first. */
export function numbersOf(on: {
  readonly idNumber: string;
  readonly formerNumber?: string | undefined;
}): readonly string[] {
  return [on.idNumber, ...(on.formerNumber === undefined ? [] : [on.formerNumber])].map(tidyIdNumber);
}

/** Check digit of the 2017 foreign permanent resident number: weights 7,3,1 over the first 14; A=10 … Z=35, `<`=0. */
export function foreignCheckDigit(fourteen: string): string {
  let sum = 0;
  for (let i = 0; i < 14; i++) {
    const code = fourteen.charCodeAt(i);
    const value = fourteen[i] === '<' ? 0 : code >= 65 ? code - 55 : code - 48;
    sum += value * ([7, 3, 1][i % 3] ?? 0);
  }
  return String(sum % 10);
}
