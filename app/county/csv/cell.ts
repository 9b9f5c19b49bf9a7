/**
 * Values in a CSV file that a spreadsheet will open. A text that begins with = + - or @ (full-width ones
 * too, and blanks before them) is worked out there as a formula, whoever wrote it; an apostrophe in front
 * makes it text, as OWASP advises. Numbers keep their sign. No value carries a control character, and so
 * no line break.
 */
const FORMULA = /^'*\s*[=+\-@＝＋－＠]/u;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

export function cellOf(value: string): string {
  const plain = value.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return FORMULA.test(plain) && !NUMBER.test(plain) ? `'${plain}` : plain;
}

/** What `cellOf` made a cell of: what was exported or rejected is imported as it was. */
export function valueOf(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
