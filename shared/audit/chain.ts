import { canonicalize, signedBytes } from '../protocol/canonical.ts';
import type { CryptoProvider } from '../protocol/crypto.ts';

/**
 * 审计链: the append-only log of a terminal or a county. Each row's hash covers its number, time, event,
 * details and the hash of the row before it, so no row can be edited, taken out or moved unseen.
 *
 * Table layout on both sides, which `audit verify` reads: `audit(sequence, at, event, details, previous,
 * hash)`, numbered from 1 without gaps, and `audit_head(id = 1, sequence, hash)`, updated in the same
 * transaction: without it the last rows could be cut off and what is left would still be a whole chain.
 */
const AUDIT_DOMAIN = 'songbai.audit.v1';

/** `previous` of the first row. */
export const AUDIT_GENESIS = '0'.repeat(64);

/** Facts of an event. Never personal data: the log outlives the people's details. */
export type AuditDetails = Readonly<Record<string, string | number | boolean>>;

export interface AuditRow {
  /** 1, 2, 3 … */
  readonly sequence: number;
  /** Wall clock of the writer, ms since the epoch: evidence, not order. */
  readonly at: number;
  /** Kebab-case, e.g. `visit-started`. */
  readonly event: string;
  /** Canonical JSON text (RFC 8785) of an `AuditDetails`; hashed as text. */
  readonly details: string;
  /** Hash of the row before; `AUDIT_GENESIS` for the first. */
  readonly previous: string;
  /** Lower-case hex SHA-256 over all the fields above. */
  readonly hash: string;
}

/** The last row: all that is needed to append, and what proves that the end was not cut off. */
export type AuditHead = Pick<AuditRow, 'sequence' | 'hash'>;

export const EMPTY_HEAD: AuditHead = { sequence: 0, hash: AUDIT_GENESIS };

/** What the hash of `row` has to be. */
export function auditHash(crypto: CryptoProvider, row: Omit<AuditRow, 'hash'>): string {
  const { sequence, at, event, details, previous } = row;
  return crypto.sha256(signedBytes(AUDIT_DOMAIN, { sequence, at, event, details, previous }));
}

/** The row that follows `head`. The caller stores it and moves the head in one transaction. */
export function nextAuditRow(
  crypto: CryptoProvider,
  head: AuditHead,
  entry: { readonly at: number; readonly event: string; readonly details?: AuditDetails },
): AuditRow {
  const row = {
    sequence: head.sequence + 1,
    at: entry.at,
    event: entry.event,
    // Fractions and other values that RFC 8785 text could not carry exactly are a caller's mistake.
    details: canonicalize(entry.details ?? {}),
    previous: head.hash,
  };
  return { ...row, hash: auditHash(crypto, row) };
}
