import * as z from 'zod';

/**
 * Text that may travel and be stored: whole characters only (RFC 8785 cannot carry half of a surrogate
 * pair), and no control characters (no card or keyboard gives any, PostgreSQL cannot hold NUL, and a line
 * break forges lines in logs and files).
 */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(text);
}

/** A string of a message: plain, and at most `longest` code units. */
export function plainText(longest: number): z.ZodString {
  return z.string().max(longest).refine(isPlainText, 'half a character or a control character');
}

/** Where in a parsed JSON value half of a surrogate pair stands, keys joined by dots. However deep it nests. */
export function halfCharacterAt(value: unknown): string | undefined {
  const waiting: { readonly at: string; readonly value: unknown }[] = [{ at: '', value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { at, value: found } = next;
    if (typeof found === 'string' && !found.isWellFormed()) return at;
    if (typeof found !== 'object' || found === null) continue;
    for (const [key, member] of Object.entries(found)) {
      if (!key.isWellFormed()) return at;
      waiting.push({ at: at === '' ? key : `${at}.${key}`, value: member });
    }
  }
  return undefined;
}
