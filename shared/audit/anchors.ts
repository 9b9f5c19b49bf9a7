import { CODE_ALPHABET } from '../protocol/enrolment.ts';
import type { AuditHead } from './chain.ts';

const LETTERS = 12;
const BITS_PER_LETTER = 5;

/**
 * 指纹: the first 60 bits of a row's hash, short enough for a paper book (日志簿): `ABCD-EFGH-JKLM`. A chain
 * that was made anew as a whole is sound by itself; what was noted outside it shows that it is another one.
 */
export function fingerprint(hash: string): string {
  const bits = BigInt(`0x${hash.slice(0, (LETTERS * BITS_PER_LETTER) / 4)}`);
  const letters = Array.from({ length: LETTERS }, (_, index) => {
    const shift = BigInt((LETTERS - 1 - index) * BITS_PER_LETTER);
    return CODE_ALPHABET[Number((bits >> shift) & 31n)] ?? '';
  }).join('');
  return [letters.slice(0, 4), letters.slice(4, 8), letters.slice(8)].join('-');
}

/** `row 12345 fingerprint ABCD-EFGH-JKLM`, as it is printed and noted. */
export function anchorText({ sequence, hash }: AuditHead): string {
  return `row ${sequence} fingerprint ${fingerprint(hash)}`;
}

/** What somebody noted of a chain. */
export interface Anchor {
  readonly sequence: number;
  readonly fingerprint: string;
}

/** `12345:ABCD-EFGH-JKLM`, or a line that holds what `anchorText` gives; `undefined` for anything else. */
export function parseAnchor(text: string): Anchor | undefined {
  const found =
    /^\s*(\d{1,15}):([0-9A-Za-z-]+)\s*$/.exec(text) ??
    /\brow (\d{1,15}) fingerprint ([0-9A-Za-z-]+)/.exec(text);
  const letters = found?.[2]?.toUpperCase().replaceAll('-', '') ?? '';
  if (found === null || letters.length !== LETTERS) return undefined;
  if (Array.from(letters).some((letter) => !CODE_ALPHABET.includes(letter))) return undefined;
  return {
    sequence: Number(found[1]),
    fingerprint: [letters.slice(0, 4), letters.slice(4, 8), letters.slice(8)].join('-'),
  };
}

/** `hash` is that of the row of this number; `undefined` where the chain has none. Row 0 is before all rows. */
export function anchorHolds(hash: string | undefined, anchor: Anchor): boolean {
  return hash !== undefined && fingerprint(hash) === anchor.fingerprint;
}

export function anchorFinding({ sequence, fingerprint }: Anchor): string {
  return `audit row ${sequence}: is not the one that was noted (${fingerprint})`;
}
