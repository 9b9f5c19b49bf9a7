import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';
import type { PersonRow } from '../../../shared/pension/person-row.ts';
import { PERSON_COLUMNS } from '../../../shared/pension/person-row.ts';

type Numbered = 'bank_account' | 'phone' | 'ssc_number';

/** So many people with one number are no household any more. A card belongs to one person. */
const SUSPICIOUS: readonly (readonly [Numbered, number])[] = [
  ['bank_account', 3],
  ['phone', 5],
  ['ssc_number', 2],
];

/** Parameters of one statement. */
const VALUES = 500;

export interface SharedNumber {
  readonly person: PersonRow;
  readonly doubt: string;
}

/**
 * People who live by the scheme and share an account, a telephone or a card with too many others, or share
 * one of them with somebody of the same name: who has two numbers is paid twice. Over all the county has,
 * whichever file it came from.
 */
export async function* sharedNumbers(db: Kysely<Schema>, county: string): AsyncGenerator<SharedNumber> {
  for (const [column, least] of SUSPICIOUS) {
    const shared = await db
      .selectFrom('persons')
      .select([column, (eb) => eb.fn.countAll<number>().as('people')])
      .where('county', '=', county)
      .where('status', 'in', ['receiving', 'suspended'])
      .where(column, '<>', '')
      .groupBy(column)
      .having((eb) => eb.fn.countAll(), '>=', least)
      .orderBy(column)
      .execute();
    const people = new Map(shared.map((row) => [row[column], row.people]));
    for await (const person of peopleWith(db, county, column, [...people.keys()])) {
      const count = people.get(person[column]) ?? 0;
      yield { person, doubt: `${column}: shared by ${count} people who draw a pension` };
    }
    const twice = await db
      .selectFrom('persons')
      .select([column, 'name'])
      .where('county', '=', county)
      .where('status', 'in', ['receiving', 'suspended'])
      .where(column, '<>', '')
      .groupBy([column, 'name'])
      .having((eb) => eb.fn.countAll(), '>=', 2)
      .orderBy(column)
      .execute();
    const pairs = new Set(twice.map((row) => `${row[column]} ${row.name}`));
    for await (const person of peopleWith(
      db,
      county,
      column,
      twice.map((row) => row[column]),
    ))
      if (pairs.has(`${person[column]} ${person.name}`))
        yield { person, doubt: `${column}: the same name has it under another number; perhaps one person` };
  }
}

async function* peopleWith(
  db: Kysely<Schema>,
  county: string,
  column: Numbered,
  values: readonly string[],
): AsyncGenerator<PersonRow> {
  const distinct = [...new Set(values)];
  for (let start = 0; start < distinct.length; start += VALUES)
    yield* await db
      .selectFrom('persons')
      .select([...PERSON_COLUMNS])
      .where('county', '=', county)
      .where('status', 'in', ['receiving', 'suspended'])
      .where(column, 'in', distinct.slice(start, start + VALUES))
      .orderBy(column)
      .orderBy('id_number')
      .execute();
}
