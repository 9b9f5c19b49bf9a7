import type { CompiledQuery, InsertResult, Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import { personHandles } from '../../../shared/protocol/enrolment.ts';
import type { PersonRow } from '../../../shared/pension/person-row.ts';
import { PERSON_COLUMNS } from '../../../shared/pension/person-row.ts';
import type { CountyStore } from '../store/open.ts';
import type { Schema } from '../store/schema.ts';

/** Rows that one statement takes: 13 parameters each, and SQLite allows 32,766 in a statement. */
export const MOST_ROWS = 1000;

/** Columns that a later file may change. The certification has a rule of its own. */
const CHANGEABLE = [
  'name',
  'household',
  'area_code',
  'phone',
  'status',
  'special_group',
  'ssc_number',
  'bank_account',
  'benefit_start',
] as const;

/**
 * Adds people and brings those who are there up to date; `certified_through` only ever moves forward.
 * `write` returns how many rows were added or changed; at most `MOST_ROWS`, no number twice. Made once
 * for many calls: building the statement costs more than running it, so one is kept for each length.
 */
export function personWriter(store: Pick<CountyStore, 'db' | 'county' | 'crypto'>): {
  write(tx: Transaction<Schema>, rows: readonly PersonRow[]): Promise<number>;
} {
  const { db, county, crypto } = store;
  const handleOf = personHandles(crypto, county.handleKey);
  const statements = new Map<number, CompiledQuery<InsertResult>>();
  return {
    async write(tx, rows) {
      if (rows.length === 0) return 0;
      const statement = statements.get(rows.length) ?? compileUpsert(db, rows.length);
      statements.set(rows.length, statement);
      const parameters: (string | null)[] = [];
      for (const row of rows) {
        parameters.push(county.code, handleOf(row.id_number));
        for (const column of PERSON_COLUMNS) parameters.push(row[column]);
      }
      const result = await tx.executeQuery({ ...statement, parameters });
      return Number(result.numAffectedRows ?? 0n);
    },
  };
}

/** The statement for `length` rows; its parameters are, row by row, county, handle and `PERSON_COLUMNS`. */
function compileUpsert(db: Kysely<Schema>, length: number): CompiledQuery<InsertResult> {
  const row = {
    county: '',
    handle: '',
    id_number: '',
    name: '',
    household: 'rural',
    area_code: '',
    phone: '',
    status: 'receiving',
    special_group: '',
    ssc_number: '',
    bank_account: '',
    benefit_start: '',
    certified_through: '',
  } as const;
  const advances = sql<boolean>`excluded.certified_through is not null and (
    persons.certified_through is null or excluded.certified_through > persons.certified_through)`;
  return db
    .insertInto('persons')
    .values(Array.from({ length }, () => row))
    .onConflict((conflict) =>
      conflict
        .columns(['county', 'id_number'])
        .doUpdateSet((eb) => ({
          ...Object.fromEntries(CHANGEABLE.map((column) => [column, eb.ref(`excluded.${column}`)])),
          certified_through: sql<string | null>`case when ${advances}
            then excluded.certified_through else persons.certified_through end`,
        }))
        // Rows that say nothing new are neither written nor counted.
        .where((eb) =>
          eb.or([
            ...CHANGEABLE.map((column) =>
              eb(`persons.${column}`, 'is distinct from', eb.ref(`excluded.${column}`)),
            ),
            advances,
          ]),
        ),
    )
    .compile();
}
