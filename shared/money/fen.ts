/**
 * Money is an integer number of fen (分) everywhere inside; yuan with two decimals is how it is written
 * in files and on paper. Nothing here rounds: an amount finer than a fen is refused.
 */

/** `178.00` → 17800. `undefined` for anything but `-?digits[.d[d]]`, or beyond 2^53 fen. */
export function parseYuan(text: string): number | undefined {
  const match = /^(-?)(\d{1,14})(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const fen = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  if (!Number.isSafeInteger(fen)) return undefined;
  return match[1] === '-' && fen !== 0 ? -fen : fen;
}

/** 17800 → `178.00`. Throws when `fen` is not a safe integer. */
export function formatYuan(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new TypeError(`not whole fen: ${fen}`);
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
