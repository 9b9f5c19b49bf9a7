import type { Selectable } from 'kysely';
import type { Month } from '../../../shared/dates/month.ts';
import { monthAt, ordinal } from '../../../shared/dates/month.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { NOTHING, plus } from '../../../shared/pension/ledgers.ts';
import type { BookedCredit } from '../../../shared/pension/life/books.ts';
import type { ContributionRow } from '../../../shared/pension/contribution-row.ts';
import type { NewPosting } from '../ledger/posting-writer.ts';
import type { PostingTable } from '../ledger/tables.ts';

/** Postings of a correction. `last` is the month (ordinal) before the one in which it is acted on. */
export type Entry = Omit<NewPosting, 'number'>;

const NO_CONTRIBUTION = {
  contribution_year: null,
  tier: 0,
  paid_on: '',
  bank_serial: '',
  reverses_year: null,
  reverses_number: null,
} as const;

/** 红字冲销: takes one posting back. */
export function reversal(posting: Selectable<PostingTable>, last: number): Entry {
  return {
    ...NO_CONTRIBUTION,
    ...postedIn(last),
    ...negative(posting),
    id_number: posting.id_number,
    valid_month: posting.valid_month,
    kind: 'reversal',
    contribution_year: posting.contribution_year,
    tier: posting.tier === 0 ? 0 : -posting.tier,
    reverses_year: posting.year,
    reverses_number: posting.number,
  };
}

/** What is true instead. */
export function replacement(row: ContributionRow, last: number): Entry {
  return {
    ...NO_CONTRIBUTION,
    ...postedIn(last),
    id_number: row.idNumber,
    valid_month: row.paidOn.slice(0, 7),
    kind: row.kind,
    contribution_year: row.year,
    tier: row.tier,
    personal: row.personal,
    collective: row.collective,
    subsidy: row.subsidy,
    paid_on: row.paidOn,
    bank_serial: row.bankSerial,
  };
}

/** The difference in interest and draw-down of one month that follows. */
export function consequence(valid: number, amounts: Ledgers, last: number, idNumber: string): Entry {
  return {
    ...NO_CONTRIBUTION,
    ...postedIn(last),
    ...amounts,
    id_number: idNumber,
    valid_month: monthAt(valid),
    kind: 'correction',
  };
}

/** Behind the last month before the run: the settlement of the same run takes it in, so it earns from now. */
export function postedIn(month: number): { readonly year: number; readonly month: number } {
  return { year: Math.floor(month / 12), month: (month % 12) + 1 };
}

function negative({ personal, collective, subsidy }: Ledgers): Ledgers {
  return plus(NOTHING, { personal, collective, subsidy }, -1);
}

/** As the books would have it. */
export function creditFrom(row: ContributionRow): BookedCredit {
  return {
    month: ordinal(row.paidOn.slice(0, 7) as Month),
    kind: row.kind,
    amounts: { personal: row.personal, collective: row.collective, subsidy: row.subsidy },
  };
}
