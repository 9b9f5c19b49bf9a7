import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';

const bytes = (domain: string, value: unknown): Uint8Array =>
  new TextEncoder().encode(`${domain}\0${JSON.stringify(value)}`);

/**
 * What the event of a record's commit holds of its row beside the record itself: still checkable once the
 * record is scrubbed. Certifications were sealed before there were other kinds: theirs names no kind.
 */
export function recordSeal(
  crypto: CryptoProvider,
  row: {
    readonly kind: string;
    readonly person: string;
    readonly occurred_at: number;
    /** What stands in the table of its kind. */
    readonly own: readonly (string | number)[];
    readonly demo: number;
    readonly signature: string;
  },
): string {
  const { kind, person, occurred_at, own, demo, signature } = row;
  const values = [person, occurred_at, ...own, demo, signature];
  const sealed =
    kind === 'certification'
      ? bytes('songbai.certified.v1', values)
      : bytes('songbai.recorded.v1', [kind, ...values]);
  return crypto.sha256(sealed).slice(0, 32);
}
