import type { CryptoProvider } from '../protocol/crypto.ts';
import { RECORD_DOMAIN } from '../protocol/records.ts';
import type { AuditRow } from './chain.ts';

/** The bytes that were hashed and signed for the canonical text of a record. */
export function recordBytes(text: string): Uint8Array {
  return new TextEncoder().encode(`${RECORD_DOMAIN}\0${text}`);
}

/** Whether `text` is the canonical text that a record's hash was made over, byte for byte. */
export function isRecordText(crypto: CryptoProvider, text: string, hash: string): boolean {
  return crypto.sha256(recordBytes(text)) === hash;
}

/** Details of an event; empty when the text is not an object (the walk names that row anyway). */
export function detailsOf(row: Pick<AuditRow, 'details'>): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(row.details);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** What `audit verify` found. */
export interface Verification {
  readonly auditRows: number;
  readonly certifications: number;
  /** Of the county's ledger; a terminal has none. */
  readonly accounts?: number;
  /** Hash of the last audit row: to be noted elsewhere and compared. */
  readonly head: string;
  /** One line each, naming the exact row. */
  readonly findings: readonly string[];
  /** Alarms that an officer has taken note of, one line each; a terminal has none. */
  readonly notes?: readonly string[];
}
