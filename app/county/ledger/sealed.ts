import type { SealedTableOf } from '../audit/seal/columns.ts';
import type { Guard } from '../store/table.ts';

/** What the audit chain holds of the ledger's rows, and the database itself. */
const APPEND_ONLY: Guard = {
  why: 'the ledger is append-only',
  stay: `exists (select 1 from runs where county = old.county and run = old.run and state = 'committed')`,
  routine: 'append_only',
};

export const RUNS: SealedTableOf<'runs'> = {
  name: 'runs',
  since: 2,
  found: [],
  columns: {
    county: 'key',
    run: 'key',
    kind: 'sealed',
    period: 'sealed',
    state: 'sealed',
    pack: 'sealed',
    rules: 'sealed',
    step: 'sealed',
    behind: 'sealed',
    row_count: 'sealed',
    started_at: 'sealed',
    committed_at: 'sealed',
  },
};

export const POSTINGS: SealedTableOf<'postings'> = {
  name: 'postings',
  since: 2,
  guard: APPEND_ONLY,
  found: [],
  columns: {
    county: 'key',
    year: 'key',
    id_number: 'key',
    number: 'key',
    month: 'sealed',
    valid_month: 'sealed',
    kind: 'sealed',
    contribution_year: 'sealed',
    tier: 'sealed',
    personal: 'sealed',
    collective: 'sealed',
    subsidy: 'sealed',
    paid_on: 'sealed',
    bank_serial: 'sealed',
    reverses_year: 'sealed',
    reverses_number: 'sealed',
    run: 'sealed',
  },
};

export const SETTLEMENTS: SealedTableOf<'settlements'> = {
  name: 'settlements',
  since: 2,
  guard: APPEND_ONLY,
  found: [],
  columns: {
    county: 'key',
    year: 'key',
    through: 'key',
    id_number: 'key',
    interest_personal: 'sealed',
    interest_collective: 'sealed',
    interest_subsidy: 'sealed',
    personal: 'sealed',
    collective: 'sealed',
    subsidy: 'sealed',
    run: 'sealed',
  },
};

export const APPLICATIONS: SealedTableOf<'applications'> = {
  name: 'applications',
  since: 2,
  guard: APPEND_ONLY,
  found: [],
  columns: {
    county: 'key',
    id_number: 'key',
    month: 'sealed',
    birth: 'sealed',
    first_month: 'sealed',
    service_years: 'sealed',
    run: 'sealed',
  },
};

export const ASSESSMENTS: SealedTableOf<'assessments'> = {
  name: 'assessments',
  since: 2,
  guard: APPEND_ONLY,
  found: [],
  columns: {
    county: 'key',
    id_number: 'key',
    month: 'key',
    first_month: 'sealed',
    birth_month: 'sealed',
    years_paid: 'sealed',
    service_years: 'sealed',
    certified_through: 'sealed',
    base_due: 'sealed',
    bonus_percent: 'sealed',
    divisor: 'sealed',
    personal: 'sealed',
    collective: 'sealed',
    subsidy: 'sealed',
    pension: 'sealed',
    run: 'sealed',
  },
};

export const REASSESSMENTS: SealedTableOf<'reassessments'> = {
  name: 'reassessments',
  since: 2,
  guard: APPEND_ONLY,
  found: [],
  columns: {
    county: 'key',
    id_number: 'key',
    month: 'key',
    years_paid: 'sealed',
    base_due: 'sealed',
    bonus_percent: 'sealed',
    personal: 'sealed',
    collective: 'sealed',
    subsidy: 'sealed',
    pension: 'sealed',
    run: 'sealed',
  },
};

export const PAYMENTS: SealedTableOf<'payments'> = {
  name: 'payments',
  since: 2,
  guard: APPEND_ONLY,
  found: [],
  columns: {
    county: 'key',
    paid_in: 'key',
    id_number: 'key',
    for_month: 'key',
    kind: 'key',
    base: 'sealed',
    pension: 'sealed',
    addition: 'sealed',
    service: 'sealed',
    draw_personal: 'sealed',
    draw_collective: 'sealed',
    draw_subsidy: 'sealed',
    fund: 'sealed',
    personal: 'sealed',
    collective: 'sealed',
    subsidy: 'sealed',
    drawn_personal: 'sealed',
    drawn_collective: 'sealed',
    drawn_subsidy: 'sealed',
    points_personal: 'sealed',
    points_collective: 'sealed',
    points_subsidy: 'sealed',
    base_due: 'sealed',
    years_paid: 'sealed',
    service_years: 'sealed',
    birth_month: 'sealed',
    run: 'sealed',
  },
};

export const EXITS: SealedTableOf<'exits'> = {
  name: 'exits',
  since: 2,
  guard: APPEND_ONLY,
  found: [],
  columns: {
    county: 'key',
    id_number: 'key',
    kind: 'sealed',
    month: 'sealed',
    reported: 'sealed',
    run: 'sealed',
  },
};

export const SENTENCES: SealedTableOf<'sentences'> = {
  name: 'sentences',
  since: 2,
  guard: APPEND_ONLY,
  found: [],
  columns: {
    county: 'key',
    id_number: 'key',
    from_month: 'key',
    to_month: 'sealed',
    run: 'sealed',
  },
};

/** The tables whose rows belong to runs. */
export const LEDGER_TABLES = [
  POSTINGS,
  SETTLEMENTS,
  APPLICATIONS,
  ASSESSMENTS,
  REASSESSMENTS,
  PAYMENTS,
  EXITS,
  SENTENCES,
] as const;

export type LedgerTable = (typeof LEDGER_TABLES)[number];
