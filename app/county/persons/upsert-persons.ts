import type { CompiledQuery, Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import { personHandles } from '../../../shared/protocol/enrolment.ts';
import type { PersonRow } from '../../../shared/pension/person-row.ts';
import { PERSON_COLUMNS } from '../../../shared/pension/person-row.ts';
import type { AuditHead } from '../../../shared/audit/chain.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import { startSeal } from '../audit/seal/pages.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import { PERSONS } from './tables.ts';

/** Rows that one statement takes: 13 parameters each, and SQLite allows 32,766 in a statement. */
const MOST_ROWS = 1000;

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

/** What was written, for the event that tells of it. */
export interface PersonsWritten {
  /** Added or changed. */
  readonly rows: number;
  /** Covers them; empty when there are none. */
  readonly sealed: string;
}

/**
 * Adds people and brings those who are there up to date; `certified_through` only ever moves forward.
 * `write` takes no number twice; `head` is the chain's, locked: its next event has to carry the seal. Made
 * once for many calls: building the statement costs more than running it, so one is kept for each length.
 */
export function personWriter(store: Pick<CountyStore, 'db' | 'county' | 'crypto'>): {
  write(tx: Transaction<Schema>, head: AuditHead, rows: readonly PersonRow[]): Promise<PersonsWritten>;
} {
  const { db, county, crypto } = store;
  const handleOf = personHandles(crypto, county.handleKey);
  const digest = rowDigests(crypto, PERSONS);
  const statements = new Map<number, CompiledQuery>();
  const upsert = async (
    tx: Transaction<Schema>,
    rows: readonly (PersonRow & { readonly handle: string })[],
  ): Promise<ReadonlySet<string>> => {
    const statement = statements.get(rows.length) ?? compileUpsert(db, rows.length);
    statements.set(rows.length, statement);
    const parameters: (string | null)[] = [];
    for (const row of rows) {
      parameters.push(county.code, row.handle);
      for (const column of PERSON_COLUMNS) parameters.push(row[column]);
    }
    const changed = await tx.executeQuery<{ id_number: string }>({ ...statement, parameters });
    return new Set(changed.rows.map(({ id_number }) => id_number));
  };
  return {
    async write(tx, head, rows) {
      const place = { county: county.code, kind: 'event', number: head.sequence + 1 } as const;
      const seal = startSeal(tx, { crypto }, place, PERSONS);
      let count = 0;
      for (let start = 0; start < rows.length; start += MOST_ROWS) {
        const some = rows
          .slice(start, start + MOST_ROWS)
          .map((row) => ({ ...row, county: county.code, handle: handleOf(row.id_number) }));
        const changed = await upsert(tx, some);
        count += changed.size;
        for (const row of some) {
          if (!changed.has(row.id_number)) continue;
          // What was said, not what is there now: an altered month does not become the chain's word.
          const full = seal.add({
            key: [row.id_number],
            digest: digest(row),
            rest: [row.certified_through],
          });
          if (full !== undefined) await full;
        }
      }
      return { rows: count, sealed: await seal.finish() };
    },
  };
}

/**
 * The statement for `length` rows; its parameters are, row by row, county, handle and `PERSON_COLUMNS`. Gives
 * the numbers of those that were added or changed.
 */
function compileUpsert(db: Kysely<Schema>, length: number): CompiledQuery {
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
    .returning('id_number')
    .compile();
}
