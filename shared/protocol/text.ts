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

/** Whether any string or key in a parsed JSON value holds half of a surrogate pair. However deep it nests. */
export function hasHalfCharacter(value: unknown): boolean {
  const waiting: unknown[] = [value];
  for (;;) {
    const next = waiting.pop();
    if (typeof next === 'string') {
      if (!next.isWellFormed()) return true;
    } else if (typeof next === 'object' && next !== null) {
      if (Array.isArray(next)) for (const member of next as unknown[]) waiting.push(member);
      else for (const [key, member] of Object.entries(next)) waiting.push(key, member);
    } else if (waiting.length === 0) return false;
    if (waiting.length === 0) return false;
  }
}
