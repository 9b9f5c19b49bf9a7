import type { Value } from '../audit/seal/columns.ts';
import type { LedgerTable } from './sealed.ts';

/** How a row is called by its key. */
export const ROW_NAMES: Readonly<Record<LedgerTable['name'], (key: readonly Value[]) => string>> = {
  postings: ([year, id, number]) => `posting ${year}/${number} of ${id}`,
  settlements: ([year, through, id]) => `settlement ${year}-${String(through).padStart(2, '0')} of ${id}`,
  applications: ([id]) => `application of ${id}`,
  assessments: ([id, month]) => `assessment ${month} of ${id}`,
  reassessments: ([id, month]) => `reassessment ${month} of ${id}`,
  payments: ([paidIn, id, forMonth, kind]) => `payment of ${paidIn} for ${forMonth} to ${id} (${kind})`,
  exits: ([id]) => `exit of ${id}`,
  sentences: ([id, from]) => `sentence from ${from} of ${id}`,
};
