import { dateOf } from '../../../shared/dates/month.ts';
import type { PersonRow } from '../../../shared/pension/person-row.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { appendBehind, lockChain } from '../audit/append.ts';
import { MOST_ROWS, personWriter } from '../exchange/upsert-persons.ts';
import type { CountyStore } from '../store/open.ts';
import { inventPeople } from './people.ts';

export interface SeedOptions {
  /** How many; the first are the showcase. */
  readonly people: number;
  /** Same seed, same people (on the same day). */
  readonly seed: number;
}

/** The demo's county. */
export const DEMO_SEED: SeedOptions = { people: 5000, seed: 1 };

/** Someone is in already: invented people are never mixed with others. */
export interface NotEmpty {
  readonly kind: 'not-empty';
  /** One line. */
  readonly message: string;
}

/** Fills an empty county with invented people, all of them or none; returns how many. */
export async function seed(
  store: CountyStore,
  { people, seed }: SeedOptions = DEMO_SEED,
): Promise<Result<number, NotEmpty>> {
  const today = dateOf(store.clock.now());
  const rows = [...inventPeople({ people, seed, today, county: store.county.code })];
  return await store.db.transaction().execute(async (tx) => {
    const head = await lockChain(tx, store);
    const someone = await tx
      .selectFrom('persons')
      .select('id_number')
      .where('county', '=', store.county.code)
      .limit(1)
      .executeTakeFirst();
    if (someone !== undefined)
      return err({ kind: 'not-empty', message: 'there are people in this database; seed an empty one' });
    const writer = personWriter(store);
    for (let start = 0; start < rows.length; start += MOST_ROWS)
      await writer.write(tx, rows.slice(start, start + MOST_ROWS) satisfies PersonRow[]);
    await appendBehind(tx, store, head, [{ event: 'county-seeded', details: { people: rows.length, seed } }]);
    return ok(rows.length);
  });
}
