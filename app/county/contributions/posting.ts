import type { NewPosting } from '../ledger/posting-writer.ts';
import type { ContributionRow } from '../../../shared/pension/contribution-row.ts';

/**
 * The posting of a contribution: personal part, aid and subsidy at once (同时记入, R45), in the month of
 * payment. `credit` goes to the personal ledger, fen: the whole tier, whoever paid it (R26).
 */
export function postingOf(row: ContributionRow, number: number, credit: number): NewPosting {
  return {
    year: Number(row.paidOn.slice(0, 4)),
    id_number: row.idNumber,
    number,
    month: Number(row.paidOn.slice(5, 7)),
    valid_month: row.paidOn.slice(0, 7),
    kind: row.kind,
    contribution_year: row.year,
    tier: row.tier,
    personal: credit,
    collective: row.collective,
    subsidy: row.subsidy,
    paid_on: row.paidOn,
    bank_serial: row.bankSerial,
    reverses_year: null,
    reverses_number: null,
  };
}
