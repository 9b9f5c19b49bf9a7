/**
 * Sets of code points as text: `20-7e a0 3400-4dbf`, hex, ascending. Small enough to commit, readable
 * enough to diff.
 */
export function encodeRanges(ascending: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < ascending.length; ) {
    const first = ascending[i] ?? 0;
    let last = first;
    while (ascending[i + 1] === last + 1) {
      i += 1;
      last += 1;
    }
    i += 1;
    parts.push(first === last ? first.toString(16) : `${first.toString(16)}-${last.toString(16)}`);
  }
  return parts.join(' ');
}
