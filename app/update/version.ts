/** A released version: three numbers, nothing else. Order is by number, never by text. */
export type Version = string & { readonly __version: unique symbol };

export function parseVersion(text: string): Version | undefined {
  return /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/.test(text) ? (text as Version) : undefined;
}

/** Negative, zero or positive, as for `sort`. */
export function compareVersions(a: Version, b: Version): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
