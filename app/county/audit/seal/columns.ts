import type { CryptoProvider } from '../../../../shared/protocol/crypto.ts';
import type { Schema } from '../../store/schema.ts';

/**
 * What the audit chain holds of a column: `key` and `sealed` are in the digest of the row; `told` stands in
 * the events themselves, or follows from them; `free` proves nothing, with the reason.
 */
export type Hold = 'key' | 'sealed' | `told: ${string}` | `free: ${string}`;

/** The tables that money and trust rest on. Keys stand first, in the order of the primary key. */
export type SealedTable = Exclude<
  keyof Schema,
  'counties' | 'audit' | 'audit_head' | 'seals' | 'lookups' | 'lookup_head'
>;

type Columns = { readonly [T in SealedTable]: { readonly [C in keyof Schema[T]]: Hold } };

const FREE_STANDING = 'free: what the terminal said last of itself; the next heartbeat says it anew';

/**
 * Every column of those tables: a new one is missing here until it is said what holds it. A `sealed` column
 * cannot be added to rows that were sealed without it; it begins as `told` or `free`.
 */
export const COLUMNS: Columns = {
  persons: {
    county: 'key',
    id_number: 'key',
    handle: 'sealed',
    name: 'sealed',
    household: 'sealed',
    area_code: 'sealed',
    phone: 'sealed',
    status: 'sealed',
    special_group: 'sealed',
    ssc_number: 'sealed',
    bank_account: 'sealed',
    benefit_start: 'sealed',
    certified_through: 'told: the latest month of imports and of accepted certifications',
  },
  enrolment_codes: {
    county: 'key',
    lookup: 'key',
    code_key: 'sealed',
    terminal_name: 'sealed',
    created_at: 'sealed',
    expires_at: 'sealed',
    used_at: 'told: by the enrolment',
    terminal: 'told: by the enrolment',
  },
  terminals: {
    county: 'key',
    terminal: 'key',
    number: 'sealed',
    name: 'sealed',
    public_key: 'sealed',
    software: 'free: the version that the terminal says it runs; heartbeats change it',
    enrolled_at: 'sealed',
    revoked_at: 'told: by the revocation',
    seen_at: FREE_STANDING,
    epoch: FREE_STANDING,
    sequence: FREE_STANDING,
    queued: FREE_STANDING,
    parked: FREE_STANDING,
    clock_ahead_ms: FREE_STANDING,
    devices: FREE_STANDING,
    audit_sequence: FREE_STANDING,
    audit_hash: FREE_STANDING,
    audit_epoch: FREE_STANDING,
    audit_said_at: FREE_STANDING,
    heard_sequence: 'told: a row of this very chain',
    heard_hash: 'told: a row of this very chain',
  },
  certifications: {
    county: 'key',
    certificate_no: 'key',
    terminal: 'sealed',
    epoch: 'sealed',
    sequence: 'sealed',
    record_hash: 'sealed',
    signature: 'sealed',
    record: 'sealed',
    id_number: 'sealed',
    name: 'sealed',
    method: 'sealed',
    demo: 'sealed',
    occurred_at: 'sealed',
    received_at: 'sealed',
    clock_skewed: 'sealed',
    counted_month: 'sealed',
    first_answer: 'sealed',
    decision: 'sealed',
    reason: 'sealed',
    valid_through: 'sealed',
    resumption_proposed: 'sealed',
    decided_at: 'sealed',
    decided_by: 'sealed',
  },
  decisions: {
    county: 'key',
    certificate_no: 'key',
    number: 'key',
    decision: 'sealed',
    reason: 'sealed',
    operator: 'sealed',
    decided_at: 'sealed',
    valid_through: 'sealed',
  },
  records: {
    county: 'key',
    terminal: 'key',
    epoch: 'key',
    sequence: 'key',
    kind: 'sealed',
    number: 'sealed',
    record_hash: 'sealed',
    signature: 'sealed',
    record: 'sealed',
    occurred_at: 'sealed',
    received_at: 'sealed',
    first_answer: 'sealed',
  },
  conflicts: {
    county: 'key',
    terminal: 'key',
    epoch: 'key',
    sequence: 'key',
    record_hash: 'key',
    kind: 'sealed',
    certificate_no: 'sealed',
    record: 'sealed',
    received_at: 'sealed',
  },
  runs: {
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
  postings: {
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
  settlements: {
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
  applications: {
    county: 'key',
    id_number: 'key',
    month: 'sealed',
    birth: 'sealed',
    first_month: 'sealed',
    service_years: 'sealed',
    run: 'sealed',
  },
  assessments: {
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
  reassessments: {
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
  payments: {
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
  exits: {
    county: 'key',
    id_number: 'key',
    kind: 'sealed',
    month: 'sealed',
    reported: 'sealed',
    run: 'sealed',
  },
  sentences: {
    county: 'key',
    id_number: 'key',
    from_month: 'key',
    to_month: 'sealed',
    run: 'sealed',
  },
};

export type Value = string | number | null;

/** A row as either database gives it. */
export type Row = Readonly<Record<string, Value>>;

const named = (table: SealedTable, wanted: (hold: Hold) => boolean): readonly string[] =>
  Object.entries<Hold>(COLUMNS[table]).flatMap(([column, hold]) => (wanted(hold) ? [column] : []));

/** The primary key behind `county`, in its order. */
export function keyColumns(table: SealedTable): readonly string[] {
  return named(table, (hold) => hold === 'key').slice(1);
}

/** Those that the digest of a row covers. */
export function sealedColumns(table: SealedTable): readonly string[] {
  return named(table, (hold) => hold === 'key' || hold === 'sealed');
}

const encoder = new TextEncoder();

/** The first 128 bits of a hex SHA-256 in 22 characters. */
export function short(hash: string): string {
  return Buffer.from(hash.slice(0, 32), 'hex').toString('base64url');
}

/** Digests of the rows of `table`. What it is made over is a part of what seals mean, never to be changed. */
export function rowDigests(crypto: CryptoProvider, table: SealedTable): (row: object) => string {
  const columns = sealedColumns(table);
  return (row) => {
    const values: unknown[] = [table];
    for (const column of columns) values.push((row as Row)[column]);
    return short(crypto.sha256(encoder.encode(JSON.stringify(values))));
  };
}
