/**
 * RFC 8785 (JCS) for the values that the protocol uses: objects, arrays, strings, booleans, null and
 * safe integers. Fractions are refused: nothing that is signed here has any.
 */
export type Canonical =
  | null
  | boolean
  | number
  | string
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined };

/**
 * Canonical text of `value`. Properties that are `undefined` are left out. Throws on other numbers, and on
 * half of a surrogate pair (§3.2.2.2), which the borders let through nowhere.
 */
export function canonicalize(value: Canonical): string {
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`);
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalize).join(',')}]`;
  const members: string[] = [];
  // RFC 8785 §3.2.3: keys in order of their UTF-16 code units, which is what sort() compares.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${quoted(key)}:${canonicalize(member)}`);
  }
  return `{${members.join(',')}}`;
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('half of a surrogate pair');
  return JSON.stringify(text);
}

function isList(value: readonly Canonical[] | object): value is readonly Canonical[] {
  return Array.isArray(value);
}

/** `domain`, a zero byte, then the canonical text, as UTF-8: the bytes that are signed and hashed. */
export function signedBytes(domain: string, value: Canonical): Uint8Array {
  return new TextEncoder().encode(`${domain}\0${canonicalize(value)}`);
}
