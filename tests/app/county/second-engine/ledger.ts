import type { RuleValues } from '../../../../app/county/second-engine/rules.ts';
import { runMonth } from '../../../../app/county/second-engine/month.ts';
import type { MonthDone } from '../../../../app/county/second-engine/month.ts';
import type { Refusal } from '../../../../app/county/second-engine/scope.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import type { PersonTable } from '../../../../app/county/persons/tables.ts';
import type { Result } from '../../../../shared/result/result.ts';
import { personRow } from '../support/county.ts';

/** Yuan of a test as fen. */
export const fen = (yuan: number): number => Math.round(yuan * 100);

type PostingKind = 'current' | 'backpay' | 'gap' | 'aid' | 'transfer-in';
type Amounts = readonly [personal: number, collective: number, subsidy: number];

/** Rules that are easy to reckon with: 3 % a year, a base of 100.00, nothing added. */
export const RULES: RuleValues = {
  interest: { rateMillionths: 30_000, monthRule: 'same-month', sealed: 'accrues' },
  assessment: {
    schemeStart: '2011-07-01',
    claimAge: 60,
    yearsRequired: 15,
    divisor: 139,
    bonusBands: [],
    bonusHouseholds: [],
    certifiedMonths: 11,
  },
  payment: {
    graceMonths: 0,
    resumptionBackPay: 'each-month-rate',
    deathMonth: 'payable',
    prisonBackPay: 'none',
  },
  monthly: [
    {
      from: '2000-01',
      base: fen(100),
      extraYear: { threshold: 15, monthly: 0 },
      ageBands: [],
      servicePerYear: 0,
      funeralMonths: 0,
      heritable: ['personal', 'collective', 'subsidy'],
    },
  ],
};

/** `RULES` with some values changed; `monthly` changes every entry. */
export function rulesWith(change: {
  readonly interest?: Partial<RuleValues['interest']>;
  readonly assessment?: Partial<RuleValues['assessment']>;
  readonly payment?: Partial<RuleValues['payment']>;
  readonly monthly?: Partial<RuleValues['monthly'][number]>;
}): RuleValues {
  return {
    interest: { ...RULES.interest, ...change.interest },
    assessment: { ...RULES.assessment, ...change.assessment },
    payment: { ...RULES.payment, ...change.payment },
    monthly: RULES.monthly.map((values) => ({ ...values, ...change.monthly })),
  };
}

export interface TestLedger {
  readonly store: CountyStore;
  /** A person of this ID number. */
  person(id: string, more?: Partial<PersonTable>): Promise<void>;
  certify(id: string, through: string): Promise<void>;
  post(id: string, month: string, amounts: Amounts, kind?: PostingKind): Promise<void>;
  apply(
    id: string,
    month: string,
    more?: Partial<{ birth: string; first: string; service: number }>,
  ): Promise<void>;
  leave(id: string, kind: 'death' | 'transfer' | 'seal', month: string, reported?: string): Promise<void>;
  sentence(id: string, from: string, to: string): Promise<void>;
  /** Runs one month and expects that it works. */
  month(month: string, rules?: RuleValues): Promise<MonthDone>;
  tryMonth(month: string, rules?: RuleValues): Promise<Result<MonthDone, Refusal>>;
  /** Runs from `first` through `last`. */
  months(first: string, last: string, rules?: RuleValues): Promise<void>;
  /** `year/through interest → balances` of each settlement, in yuan. */
  settlements(id: string): Promise<readonly string[]>;
  /** `paid_in for kind: base+pension+addition+service = draws + fund → balances` of each row, in yuan. */
  payments(id: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

const yuan = (fen: number): string => (fen / 100).toFixed(2);

/** A county with an empty ledger at `address`. */
export async function testLedger(address: string): Promise<TestLedger> {
  const store = await openCountyStore(address);
  const { db } = store;
  const county = store.county.code;
  const tryMonth: TestLedger['tryMonth'] = (month, rules = RULES) =>
    db.transaction().execute((tx) => runMonth(tx, { county, run: 1, month, rules }));
  const month: TestLedger['month'] = async (one, rules) => {
    const done = await tryMonth(one, rules);
    if (!done.ok) throw new Error(JSON.stringify(done.error));
    return done.value;
  };
  return {
    store,
    async person(id, more = {}) {
      await db
        .insertInto('persons')
        .values({ ...personRow(store, id, 'receiving'), benefit_start: null, ...more })
        .execute();
    },
    async certify(id, through) {
      await db
        .updateTable('persons')
        .set({ certified_through: through })
        .where('id_number', '=', id)
        .execute();
    },
    async post(id, month, [personal, collective, subsidy], kind = 'current') {
      const year = Number(month.slice(0, 4));
      const before = await db
        .selectFrom('postings')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('id_number', '=', id)
        .where('year', '=', year)
        .executeTakeFirstOrThrow();
      await db
        .insertInto('postings')
        .values({
          county,
          year,
          id_number: id,
          number: before.count + 1,
          month: Number(month.slice(5)),
          valid_month: month,
          kind,
          contribution_year: year,
          tier: 0,
          personal: fen(personal),
          collective: fen(collective),
          subsidy: fen(subsidy),
          paid_on: `${month}-01`,
          bank_serial: '',
          reverses_year: null,
          reverses_number: null,
          run: 1,
        })
        .execute();
    },
    async apply(id, month, { birth = '1951-07-01', first = month, service = 0 } = {}) {
      await db
        .insertInto('applications')
        .values({ county, id_number: id, month, birth, first_month: first, service_years: service, run: 1 })
        .execute();
    },
    async leave(id, kind, month, reported = month) {
      await db.insertInto('exits').values({ county, id_number: id, kind, month, reported, run: 1 }).execute();
    },
    async sentence(id, from, to) {
      await db
        .insertInto('sentences')
        .values({ county, id_number: id, from_month: from, to_month: to, run: 1 })
        .execute();
    },
    month,
    tryMonth,
    async months(first, last, rules) {
      for (let one = first; one <= last; one = next(one)) await month(one, rules);
    },
    async settlements(id) {
      const rows = await db
        .selectFrom('settlements')
        .selectAll()
        .where('id_number', '=', id)
        .orderBy('year')
        .orderBy('through')
        .execute();
      return rows.map(
        (row) =>
          `${row.year}/${row.through} ${[row.interest_personal, row.interest_collective, row.interest_subsidy].map(yuan).join(' ')} → ${[row.personal, row.collective, row.subsidy].map(yuan).join(' ')}`,
      );
    },
    async payments(id) {
      const rows = await db
        .selectFrom('payments')
        .selectAll()
        .where('id_number', '=', id)
        .orderBy('paid_in')
        .orderBy('kind', 'desc')
        .orderBy('for_month')
        .execute();
      return rows.map((row) => {
        const parts = [row.base, row.pension, row.addition, row.service].map(yuan).join(' ');
        const draws = [row.draw_personal, row.draw_collective, row.draw_subsidy].map(yuan).join(' ');
        const after = [row.personal, row.collective, row.subsidy].map(yuan).join(' ');
        return `${row.paid_in} ${row.for_month} ${row.kind}: ${parts} = ${draws} + ${yuan(row.fund)} → ${after}`;
      });
    },
    close: () => store.close(),
  };
}

export function next(month: string): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}
