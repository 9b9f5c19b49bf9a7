import type { Expression, Kysely, Selectable, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import type { PaymentTable, PostingTable } from './tables.ts';
import type { Schema } from '../store/schema.ts';
import { monthText } from './month-text.ts';
import { monthsOfPayment, yearsOf } from './spans.ts';

/** 记账: one thing that happened to an account, the three ledgers together. Money in fen. */
export interface Entry {
  readonly source: 'posting' | 'settlement' | 'payment';
  /** Of a posting its kind; `interest` 结息; `draw-down` 冲减 by a pension, and what recovers or corrects one. */
  readonly kind: Selectable<PostingTable>['kind'] | 'interest' | 'draw-down' | 'recovery';
  /** `YYYY-MM` in which it was posted, settled through, or paid. */
  readonly month: string;
  /** `YYYY-MM` that it is true for: of a correction the month corrected, of a payment the month paid for. */
  readonly validMonth: string;
  /** What it adds to each ledger; negative takes out. */
  readonly change: Ledgers;
  readonly contributionYear: number | null;
  readonly tier: number;
  readonly paidOn: string;
  readonly bankSerial: string;
  /** `2014/3`: year and number of a posting. Empty for others. */
  readonly voucher: string;
  /** The voucher that a reversal (红字冲销) takes back. */
  readonly reverses: string;
  readonly run: number;
  /** The balance that the row itself states after it: of settlements and pensions. */
  readonly stated: Ledgers | undefined;
}

/** 待遇核定 as far as the account goes. */
export interface Assessed {
  readonly month: string;
  /** Fen a month. */
  readonly pension: number;
  readonly run: number;
}

export interface AccountRows {
  readonly entries: Entry[];
  readonly assessments: Assessed[];
}

/** One person, or all whose number is above `after` and, unless it is undefined, not above `through`. */
export type Who =
  | { readonly only: string }
  | { readonly after: string; readonly through: string | undefined };

export interface EntryReader {
  /**
   * Everything in the ledger of these people, by number; each account's entries in the order in
   * which they became known. Rows of runs that `isKnown` denies are left out.
   */
  read(who: Who, isKnown: (run: number) => boolean): Promise<ReadonlyMap<string, AccountRows>>;
}

/** Looks up once which years and months there are; later ones are not seen. */
export async function entryReader(db: Kysely<Schema>, county: string): Promise<EntryReader> {
  const years = {
    postings: await yearsOf(db, county, 'postings'),
    settlements: await yearsOf(db, county, 'settlements'),
  };
  const months = await monthsOfPayment(db, county);
  return {
    async read(who, isKnown) {
      const these = personsAmong(who);
      const found = new Map<string, AccountRows>();
      const of = (idNumber: string): AccountRows => {
        const rows = found.get(idNumber) ?? { entries: [], assessments: [] };
        found.set(idNumber, rows);
        return rows;
      };
      const add = (idNumber: string, entry: Entry): void => {
        if (isKnown(entry.run)) of(idNumber).entries.push(entry);
      };
      if (years.postings.length > 0)
        for (const row of await postingsIn(db, county, years.postings, these))
          add(row.id_number, ofPosting(row));
      if (years.settlements.length > 0)
        for (const row of await settlementsIn(db, county, years.settlements, these))
          add(row.id_number, ofSettlement(row));
      if (months.length > 0)
        for (const row of await paymentsIn(db, county, months, these))
          if (touchesAccount(row)) add(row.id_number, ofPayment(row));
      for (const row of await assessmentsIn(db, county, these))
        if (isKnown(row.run)) of(row.id_number).assessments.push(row);
      for (const rows of found.values()) {
        rows.entries.sort(byKnowledge);
        rows.assessments.sort((a, b) => a.run - b.run || compare(a.month, b.month));
      }
      return found;
    },
  };
}

/** Order within a month of one run: what is posted, then recovered, then paid; then an account is closed. */
const RANK: Readonly<Partial<Record<Entry['kind'], number>>> = {
  recovery: 1,
  'draw-down': 2,
  'transfer-out': 3,
  inheritance: 3,
  interest: 4,
};

function byKnowledge(a: Entry, b: Entry): number {
  return (
    a.run - b.run ||
    compare(a.month, b.month) ||
    (RANK[a.kind] ?? 0) - (RANK[b.kind] ?? 0) ||
    compare(a.validMonth, b.validMonth) ||
    a.voucher.length - b.voucher.length ||
    compare(a.voucher, b.voucher)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

type Row<T> = Awaited<T> extends readonly (infer R)[] ? R : never;

function ofPosting(row: Row<ReturnType<typeof postingsIn>>): Entry {
  return {
    source: 'posting',
    kind: row.kind,
    month: monthText(row.year, row.month),
    validMonth: row.valid_month,
    change: { personal: row.personal, collective: row.collective, subsidy: row.subsidy },
    contributionYear: row.contribution_year,
    tier: row.tier,
    paidOn: row.paid_on,
    bankSerial: row.bank_serial,
    voucher: `${row.year}/${row.number}`,
    reverses: row.reverses_year === null ? '' : `${row.reverses_year}/${row.reverses_number ?? ''}`,
    run: row.run,
    stated: undefined,
  };
}

const NO_CONTRIBUTION = {
  contributionYear: null,
  tier: 0,
  paidOn: '',
  bankSerial: '',
  voucher: '',
  reverses: '',
} as const;

function ofSettlement(row: Row<ReturnType<typeof settlementsIn>>): Entry {
  const month = monthText(row.year, row.through);
  return {
    ...NO_CONTRIBUTION,
    source: 'settlement',
    kind: 'interest',
    month,
    validMonth: month,
    change: {
      personal: row.interest_personal,
      collective: row.interest_collective,
      subsidy: row.interest_subsidy,
    },
    run: row.run,
    stated: { personal: row.personal, collective: row.collective, subsidy: row.subsidy },
  };
}

/**
 * The heirs' part is taken out by a posting of its own; a funeral grant and a pension that the fund pays
 * alone leave the account as it is.
 */
function touchesAccount(row: Row<ReturnType<typeof paymentsIn>>): boolean {
  if (row.kind === 'inheritance' || row.kind === 'funeral') return false;
  return row.draw_personal !== 0 || row.draw_collective !== 0 || row.draw_subsidy !== 0;
}

const KIND_OF_PAYMENT = {
  pension: 'draw-down',
  recovery: 'recovery',
  correction: 'correction',
  inheritance: 'inheritance',
  funeral: 'draw-down',
} as const satisfies Record<Selectable<PaymentTable>['kind'], Entry['kind']>;

function ofPayment(row: Row<ReturnType<typeof paymentsIn>>): Entry {
  const balance = { personal: row.personal, collective: row.collective, subsidy: row.subsidy };
  return {
    ...NO_CONTRIBUTION,
    source: 'payment',
    kind: KIND_OF_PAYMENT[row.kind],
    month: row.paid_in,
    validMonth: row.for_month,
    change: { personal: -row.draw_personal, collective: -row.draw_collective, subsidy: -row.draw_subsidy },
    run: row.run,
    stated: row.kind === 'pension' ? balance : undefined,
  };
}

function personsAmong(who: Who): Expression<SqlBool> {
  if ('only' in who) return sql<SqlBool>`id_number = ${who.only}`;
  if (who.through === undefined) return sql<SqlBool>`id_number > ${who.after}`;
  return sql<SqlBool>`id_number > ${who.after} and id_number <= ${who.through}`;
}

function postingsIn(
  db: Kysely<Schema>,
  county: string,
  years: readonly number[],
  these: Expression<SqlBool>,
) {
  return db
    .selectFrom('postings')
    .selectAll()
    .where('county', '=', county)
    .where('year', 'in', [...years])
    .where(these)
    .execute();
}

const MONTHS_OF_YEAR = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

function settlementsIn(
  db: Kysely<Schema>,
  county: string,
  years: readonly number[],
  these: Expression<SqlBool>,
) {
  return db
    .selectFrom('settlements')
    .selectAll()
    .where('county', '=', county)
    .where('year', 'in', [...years])
    .where('through', 'in', MONTHS_OF_YEAR)
    .where(these)
    .execute();
}

function paymentsIn(
  db: Kysely<Schema>,
  county: string,
  months: readonly string[],
  these: Expression<SqlBool>,
) {
  return db
    .selectFrom('payments')
    .selectAll()
    .where('county', '=', county)
    .where('paid_in', 'in', [...months])
    .where(these)
    .execute();
}

/** 待遇核定, and each 重新核定 after a correction. */
function assessmentsIn(db: Kysely<Schema>, county: string, these: Expression<SqlBool>) {
  return db
    .selectFrom('assessments')
    .select(['id_number', 'month', 'pension', 'run'])
    .where('county', '=', county)
    .where(these)
    .unionAll(
      db
        .selectFrom('reassessments')
        .select(['id_number', 'month', 'pension', 'run'])
        .where('county', '=', county)
        .where(these),
    )
    .execute();
}
