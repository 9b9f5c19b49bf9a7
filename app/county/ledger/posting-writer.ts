import type { CompiledQuery, InsertResult, Kysely, Selectable, Transaction } from 'kysely';
import type { CountyStore } from '../store/county-store.ts';
import type { PostingTable } from './tables.ts';
import type { Schema } from '../store/schema.ts';

/** A posting without the columns that every posting of a run shares. */
export type NewPosting = Omit<Selectable<PostingTable>, 'county' | 'run'>;

/** Rows of one statement: 17 parameters each, and SQLite allows 32,766 in a statement. */
const MOST_ROWS = 1000;

const COLUMNS = [
  'year',
  'id_number',
  'number',
  'month',
  'valid_month',
  'kind',
  'contribution_year',
  'tier',
  'personal',
  'collective',
  'subsidy',
  'paid_on',
  'bank_serial',
  'reverses_year',
  'reverses_number',
] as const satisfies readonly (keyof NewPosting)[];

/**
 * Adds postings of one run, in order of their key: neighbours share pages. Made once for many calls,
 * because building a statement costs more than running it.
 */
export function postingWriter({ db, county }: Pick<CountyStore, 'db' | 'county'>): {
  write(tx: Transaction<Schema>, run: number, postings: readonly NewPosting[]): Promise<void>;
} {
  const statements = new Map<number, CompiledQuery<InsertResult>>();
  return {
    async write(tx, run, postings) {
      const sorted = postings.toSorted(
        (a, b) => a.year - b.year || compare(a.id_number, b.id_number) || a.number - b.number,
      );
      for (let start = 0; start < sorted.length; start += MOST_ROWS) {
        const rows = sorted.slice(start, start + MOST_ROWS);
        const statement = statements.get(rows.length) ?? compileInsert(db, rows.length);
        statements.set(rows.length, statement);
        const parameters: (string | number | null)[] = [];
        for (const row of rows) {
          parameters.push(county.code, run);
          for (const column of COLUMNS) parameters.push(row[column]);
        }
        await tx.executeQuery({ ...statement, parameters });
      }
    },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The statement for `length` rows; its parameters are, row by row, county, run and `COLUMNS`. */
function compileInsert(db: Kysely<Schema>, length: number): CompiledQuery<InsertResult> {
  const row = {
    county: '',
    run: 0,
    year: 0,
    id_number: '',
    number: 0,
    month: 0,
    valid_month: '',
    kind: 'current',
    contribution_year: 0,
    tier: 0,
    personal: 0,
    collective: 0,
    subsidy: 0,
    paid_on: '',
    bank_serial: '',
    reverses_year: 0,
    reverses_number: 0,
  } as const;
  return db
    .insertInto('postings')
    .values(Array.from({ length }, () => row))
    .compile();
}
