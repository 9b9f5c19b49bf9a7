import type { Expression, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { PersonRow } from '../../../shared/pension/person-row.ts';
import { monthText } from '../ledger/month-text.ts';
import { yearsOf } from '../ledger/spans.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { ContributionKind } from '../../../shared/pension/contribution-row.ts';

/** A contribution that is in the ledger already. Fen. */
export interface PostedContribution {
  readonly year: number;
  readonly kind: ContributionKind;
  readonly tier: number;
  readonly personal: number;
  readonly collective: number;
  readonly subsidy: number;
  readonly paidOn: string;
  readonly bankSerial: string;
  /** 冲销: taken back since; the year is free again. */
  readonly reversed: boolean;
}

/** What decides whether a person's account may take a contribution; months `YYYY-MM`, '' for never. */
export interface ContributionAccount {
  readonly household: PersonRow['household'];
  readonly group: PersonRow['special_group'];
  /** First month of benefit by the persons file. */
  readonly benefitStart: string;
  /** Month of the application (待遇申领). */
  readonly applied: string;
  /** Month of the latest assessment (待遇核定). */
  readonly assessed: string;
  readonly exit: { readonly kind: 'death' | 'transfer' | 'seal'; readonly month: string } | undefined;
  /** Settled (结息) through the end of this month. */
  readonly settledThrough: string;
  /** Month in which the balance was paid out or moved. */
  readonly closed: string;
  readonly posted: readonly PostedContribution[];
  /** Highest posting number by year of posting: year, number, year, number … */
  readonly numbers: number[];
  /** Lines of this file by the year they pay: year, line, year, line … */
  readonly lines: number[];
}

export interface AccountReader {
  /** The accounts of these people, those who are in the county; each is read once and kept. */
  load(idNumbers: readonly string[]): Promise<void>;
  get(idNumber: string): ContributionAccount | undefined;
}

/** Of arrays that alternate key and value: few entries each, a million arrays. */
export function valueOf(pairs: readonly number[], key: number): number | undefined {
  for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === key) return pairs[at + 1];
  return undefined;
}

/** The next posting number of an account in `year`, which is taken with it. */
export function takeNumber({ numbers }: ContributionAccount, year: number): number {
  for (let at = 0; at < numbers.length; at += 2) {
    if (numbers[at] !== year) continue;
    const next = (numbers[at + 1] ?? 0) + 1;
    numbers[at + 1] = next;
    return next;
  }
  numbers.push(year, 1);
  return 1;
}

/** People asked for in one statement. */
const PAGE = 1000;

/** Call it inside an open run: nothing that it reads changes before that run ends. */
export async function accountReader(
  store: Pick<CountyStore, 'db' | 'engine' | 'county'>,
): Promise<AccountReader> {
  const accounts = new Map<string, ContributionAccount | undefined>();
  const years = {
    postings: await yearsOf(store.db, store.county.code, 'postings'),
    settlements: await yearsOf(store.db, store.county.code, 'settlements'),
  };
  return {
    get: (idNumber) => accounts.get(idNumber),
    async load(idNumbers) {
      const unknown = [...new Set(idNumbers)].filter((id) => !accounts.has(id));
      for (let start = 0; start < unknown.length; start += PAGE)
        await readAccounts(store, years, unknown.slice(start, start + PAGE), accounts);
    },
  };
}

/** Years that there are rows of. */
interface Years {
  readonly postings: readonly number[];
  readonly settlements: readonly number[];
}

async function readAccounts(
  store: Pick<CountyStore, 'db' | 'engine' | 'county'>,
  years: Years,
  ids: readonly string[],
  into: Map<string, ContributionAccount | undefined>,
): Promise<void> {
  const code = store.county.code;
  const among = amongThese(store.engine, ids);
  const people = await store.db
    .selectFrom('persons')
    .select(['id_number', 'household', 'special_group', 'benefit_start'])
    .where('county', '=', code)
    .where(among)
    .execute();
  const applications = await store.db
    .selectFrom('applications')
    .select(['id_number', 'month'])
    .where('county', '=', code)
    .where(among)
    .execute();
  const exits = await store.db
    .selectFrom('exits')
    .select(['id_number', 'kind', 'month'])
    .where('county', '=', code)
    .where(among)
    .execute();
  const assessments = await store.db
    .selectFrom('assessments')
    .select(['id_number', 'month'])
    .where('county', '=', code)
    .where(among)
    .orderBy('month')
    .execute();
  const postings =
    years.postings.length === 0
      ? []
      : await store.db
          .selectFrom('postings')
          .selectAll()
          .where('county', '=', code)
          .where('year', 'in', [...years.postings])
          .where(among)
          .execute();
  const left = [...exits, ...assessments].map((row) => row.id_number);
  const settled = await settledThrough(store, years.settlements, ids, left);
  const byPerson = Map.groupBy(postings, (row) => row.id_number);
  const applied = new Map(applications.map((row) => [row.id_number, row.month]));
  const assessed = new Map(assessments.map((row) => [row.id_number, row.month]));
  const exit = new Map(exits.map((row) => [row.id_number, { kind: row.kind, month: row.month }]));
  for (const id of ids) into.set(id, undefined);
  for (const person of people) {
    const own = byPerson.get(person.id_number) ?? [];
    const closing = own.find(({ kind }) => kind === 'inheritance' || kind === 'transfer-out');
    into.set(person.id_number, {
      household: person.household,
      group: person.special_group,
      benefitStart: person.benefit_start ?? '',
      applied: applied.get(person.id_number) ?? '',
      assessed: assessed.get(person.id_number) ?? '',
      exit: exit.get(person.id_number),
      settledThrough: settled.get(person.id_number) ?? '',
      closed: closing === undefined ? '' : monthText(closing.year, closing.month),
      posted: contributionsAmong(own),
      numbers: highestNumbers(own),
      lines: [],
    });
  }
}

/** One parameter for any number of people, so that the statement is the same each time. */
function amongThese(engine: CountyStore['engine'], ids: readonly string[]): Expression<SqlBool> {
  return engine === 'sqlite'
    ? sql<SqlBool>`id_number in (select value from json_each(${JSON.stringify(ids)}))`
    : sql<SqlBool>`id_number = any(${ids})`;
}

/**
 * The last settlement of each account, `YYYY-MM`. Only who was assessed or left has any that ends before
 * December.
 */
async function settledThrough(
  { db, engine, county: { code } }: Pick<CountyStore, 'db' | 'engine' | 'county'>,
  years: readonly number[],
  ids: readonly string[],
  withPartial: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (years.length === 0) return new Map();
  const rows = (through: readonly number[], among: readonly string[]) =>
    db
      .selectFrom('settlements')
      .select(['id_number', 'year', 'through'])
      .where('county', '=', code)
      .where('year', 'in', [...years])
      .where('through', 'in', [...through])
      .where(amongThese(engine, among))
      .execute();
  const latest = new Map<string, string>();
  const partial =
    withPartial.length === 0 ? [] : await rows([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], withPartial);
  for (const { id_number, year, through } of [...(await rows([12], ids)), ...partial]) {
    const month = monthText(year, through);
    if (month > (latest.get(id_number) ?? '')) latest.set(id_number, month);
  }
  return latest;
}

/** The columns of a posting that are looked at here. */
interface PostingFacts {
  readonly year: number;
  readonly number: number;
  readonly kind: string;
  readonly contribution_year: number | null;
  readonly tier: number;
  readonly personal: number;
  readonly collective: number;
  readonly subsidy: number;
  readonly paid_on: string;
  readonly bank_serial: string;
  readonly reverses_year: number | null;
  readonly reverses_number: number | null;
}

function contributionsAmong(own: readonly PostingFacts[]): readonly PostedContribution[] {
  const reversed = new Set(
    own.flatMap((row) => (row.kind === 'reversal' ? [`${row.reverses_year}/${row.reverses_number}`] : [])),
  );
  return own.flatMap((row) =>
    row.contribution_year !== null && isContribution(row.kind)
      ? [
          {
            year: row.contribution_year,
            kind: row.kind,
            tier: row.tier,
            personal: row.personal,
            collective: row.collective,
            subsidy: row.subsidy,
            paidOn: row.paid_on,
            bankSerial: row.bank_serial,
            reversed: reversed.has(`${row.year}/${row.number}`),
          },
        ]
      : [],
  );
}

function isContribution(kind: string): kind is ContributionKind {
  return kind === 'current' || kind === 'backpay' || kind === 'gap';
}

function highestNumbers(own: readonly PostingFacts[]): number[] {
  const highest = new Map<number, number>();
  for (const { year, number } of own) highest.set(year, Math.max(number, highest.get(year) ?? 0));
  return [...highest].flat();
}
