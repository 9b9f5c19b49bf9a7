import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';
import type { AccountRows } from './entries.ts';
import { entryReader } from './entries.ts';

/** People looked at together: a payee has some two hundred entries, so this is a few hundred kilobytes of rows. */
const PEOPLE = 250;

/** An account and whose it is; name and status as they stand today, empty when the person is not there. */
export interface PagedAccount extends AccountRows {
  readonly idNumber: string;
  readonly name: string;
  readonly status: string;
}

/**
 * Every account of the county that has a known row, by number, a page at a time. An account exists from
 * its first posting or its assessment.
 */
export async function* accountPages(
  db: Kysely<Schema>,
  county: string,
  isKnown: (run: number) => boolean,
): AsyncGenerator<readonly PagedAccount[], void> {
  const reader = await entryReader(db, county);
  let after = '';
  for (;;) {
    const people = await db
      .selectFrom('persons')
      .select(['id_number', 'name', 'status'])
      .where('county', '=', county)
      .where('id_number', '>', after)
      .orderBy('id_number')
      .limit(PEOPLE)
      .execute();
    // The last page reaches beyond the last person: rows of somebody who is no longer there are found.
    const last = people.length < PEOPLE ? undefined : people.at(-1)?.id_number;
    const rows = await reader.read({ after, through: last }, isKnown);
    const byNumber = new Map(people.map((person) => [person.id_number, person]));
    yield [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([idNumber, account]) => ({
        idNumber,
        name: byNumber.get(idNumber)?.name ?? '',
        status: byNumber.get(idNumber)?.status ?? '',
        ...account,
      }));
    if (last === undefined) return;
    after = last;
  }
}
