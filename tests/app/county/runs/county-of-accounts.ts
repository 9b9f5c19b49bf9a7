import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { checkCharacter } from '../../../../shared/identity/id-number.ts';
import { personRow } from '../support/county.ts';

/** Nobody's: 990101 1950-01-01 to 1950-01-28, and a running number. */
export function idOf(number: number): string {
  const day = String((number % 28) + 1).padStart(2, '0');
  const first = `990101195001${day}${String(Math.floor(number / 28) % 1000).padStart(3, '0')}`;
  return first + checkCharacter(first);
}

/** Rows in one statement: each of them takes some twenty parameters. */
const AT_ONCE = 500;

/** `count` contributors with a posting in 2024 and in 2025; every third of them a payee since 2010. */
export async function fillCounty(store: CountyStore, count: number): Promise<void> {
  const { db } = store;
  const county = store.county.code;
  for (let from = 0; from < count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => from + index);
    await db
      .insertInto('persons')
      .values(
        numbers.map((number) => {
          const payee = number % 3 === 0;
          return {
            ...personRow(store, idOf(number), payee ? 'receiving' : 'contributing'),
            benefit_start: payee ? '2010-02' : null,
            certified_through: payee ? '2027-03' : null,
          };
        }),
      )
      .execute();
    for (const year of [2024, 2025])
      await db
        .insertInto('postings')
        .values(
          numbers.map((number) => ({
            county,
            year,
            id_number: idOf(number),
            number: 1,
            month: (number % 12) + 1,
            valid_month: `${year}-${String((number % 12) + 1).padStart(2, '0')}`,
            kind: 'current' as const,
            contribution_year: year,
            tier: 20_000,
            personal: 20_000 + number,
            collective: number % 5 === 0 ? 1000 : 0,
            subsidy: 3000,
            paid_on: `${year}-01-01`,
            bank_serial: '',
            reverses_year: null,
            reverses_number: null,
            run: 1,
          })),
        )
        .execute();
  }
  await db
    .insertInto('runs')
    .values({
      county,
      run: 1,
      kind: 'import',
      period: '',
      state: 'committed',
      pack: 'national-2014',
      rules: '{}',
      step: '',
      behind: '',
      row_count: 2 * count,
      started_at: 1,
      committed_at: 1,
    })
    .execute();
}

const TABLES = ['postings', 'settlements', 'applications', 'assessments', 'payments'] as const;

/** Everything that the ledger holds, to compare two counties by. */
export async function ledgerOf(store: CountyStore): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const table of TABLES) {
    const rows = await store.db.selectFrom(table).selectAll().execute();
    lines.push(...rows.map((row) => `${table} ${JSON.stringify(row)}`));
  }
  return lines.sort();
}
