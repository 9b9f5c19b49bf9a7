import type { AuditRow } from './chain.ts';

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
  /** Of every kind. */
  readonly records: number;
  /** Of the county's ledger; a terminal has none. */
  readonly accounts?: number;
  /** Hash of the last audit row: to be noted elsewhere and compared. */
  readonly head: string;
  /** One line each, naming the exact row. */
  readonly findings: readonly string[];
  /** Alarms that an officer has taken note of, one line each; a terminal has none. */
  readonly notes?: readonly string[];
}
