/**
 * The only door through which personal data reaches a screen, a receipt or a log.
 * Counted in code points, so that a surrogate pair is one character.
 */

/** 李秀珍 → 李＊珍; 李珍 → 李＊; long foreign names keep the first and last letter of the whole. */
export function maskName(name: string): string {
  const letters = [...name];
  const first = letters[0];
  const last = letters.at(-1);
  if (first === undefined || last === undefined) return '';
  if (letters.length === 1) return first;
  if (letters.length === 2) return `${first}＊`;
  return `${first}${'＊'.repeat(Math.min(letters.length - 2, 4))}${last}`;
}

/**
 * First three and last four characters stay: 110***********0014. A whole county shares the first six; by the
 * last four a person knows the own number.
 */
export function maskIdNumber(number: string): string {
  // Of a short number nothing stays: what is hidden could be guessed.
  if (number.length <= 10) return '*'.repeat(number.length);
  return `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`;
}
