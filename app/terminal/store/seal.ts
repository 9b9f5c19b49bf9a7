import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';

const bytes = (domain: string, value: unknown): Uint8Array =>
  new TextEncoder().encode(`${domain}\0${JSON.stringify(value)}`);

/** What the `certified` event holds of a row beside its record: still checkable once the record is scrubbed. */
export function certificationSeal(
  crypto: CryptoProvider,
  row: {
    readonly person: string;
    readonly occurred_at: number;
    readonly method: string;
    readonly valid_through: string;
    readonly demo: number;
    readonly signature: string;
  },
): string {
  const { person, occurred_at, method, valid_through, demo, signature } = row;
  const values = [person, occurred_at, method, valid_through, demo, signature];
  return crypto.sha256(bytes('songbai.certified.v1', values)).slice(0, 32);
}
