import type { SealedTable, Value } from '../seal/columns.ts';

/** The tables whose rows belong to runs, and how a row is called by its key. */
export const LEDGER_ROWS = {
  postings: ([year, id, number]) => `posting ${year}/${number} of ${id}`,
  settlements: ([year, through, id]) => `settlement ${year}-${String(through).padStart(2, '0')} of ${id}`,
  applications: ([id]) => `application of ${id}`,
  assessments: ([id, month]) => `assessment ${month} of ${id}`,
  reassessments: ([id, month]) => `reassessment ${month} of ${id}`,
  payments: ([paidIn, id, forMonth, kind]) => `payment of ${paidIn} for ${forMonth} to ${id} (${kind})`,
  exits: ([id]) => `exit of ${id}`,
  sentences: ([id, from]) => `sentence from ${from} of ${id}`,
} as const satisfies Partial<Record<SealedTable, (key: readonly Value[]) => string>>;

export type LedgerTable = keyof typeof LEDGER_ROWS;

export const LEDGER_TABLES = Object.keys(LEDGER_ROWS) as readonly LedgerTable[];
