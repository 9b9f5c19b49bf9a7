import type { Transaction } from 'kysely';
import { dateOf } from '../../../shared/dates/month.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { appendBehind, lockChain } from '../audit/chain/append.ts';
import { postingOf } from '../contributions/posting.ts';
import type { ContributionRow } from '../../../shared/pension/contribution-row.ts';
import { contributionTerms } from '../../../shared/pension/contribution-terms.ts';
import { personWriter } from '../persons/upsert-persons.ts';
import { beginImport, commitImport } from '../ledger/import-run.ts';
import type { NewPosting } from '../ledger/posting-writer.ts';
import { postingWriter } from '../ledger/posting-writer.ts';
import { sealRun, yearsPosted } from '../ledger/seal-run.ts';
import { readPolicies } from '../settings/policy.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import { inventContributions } from './contributions.ts';
import { inventPeople } from './people.ts';

export interface SeedOptions {
  /** How many; the first are the showcase. */
  readonly people: number;
  /** Same seed, same people (on the same day). */
  readonly seed: number;
}

/** The demo's county. */
export const DEMO_SEED: SeedOptions = { people: 5000, seed: 1 };

export type SeedFailure =
  /** Someone is in already: invented people are never mixed with others. `message` is one line. */
  | { readonly kind: 'not-empty'; readonly message: string }
  /** The county's pack cannot be used. */
  | { readonly kind: 'no-policy'; readonly message: string };

/**
 * Fills an empty county with invented people and what they have paid since the scheme began (one run), all
 * of it or nothing; returns how many people. Interest is left to the settlements of the years.
 */
export async function seed(
  store: CountyStore,
  { people, seed }: SeedOptions = DEMO_SEED,
): Promise<Result<number, SeedFailure>> {
  const today = dateOf(store.clock.now());
  const book = readPolicies();
  const terms = book.ok ? contributionTerms(book.value, store.county.policyPack, today) : book;
  if (!terms.ok) return err({ kind: 'no-policy', message: terms.error });
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
    const rows = [...inventPeople({ people, seed, today, county: store.county.code })];
    const { sealed } = await personWriter(store).write(tx, head, rows);
    const details = { people: rows.length, seed, sealed };
    await appendBehind(tx, store, head, [{ event: 'county-seeded', details }]);
    const postings = rows.flatMap((person) => post(inventContributions(person, seed, today, terms.value)));
    if (postings.length > 0) await postAll(tx, store, postings);
    return ok(rows.length);
  });
}

/** The postings of one person, numbered within each year of posting. */
function post(rows: readonly ContributionRow[]): readonly NewPosting[] {
  const numbers = new Map<string, number>();
  return rows.map((row) => {
    const year = row.paidOn.slice(0, 4);
    const number = (numbers.get(year) ?? 0) + 1;
    numbers.set(year, number);
    return postingOf(row, number, row.tier);
  });
}

/** One run, as an import of a file with these rows leaves it. */
async function postAll(
  tx: Transaction<Schema>,
  store: CountyStore,
  postings: readonly NewPosting[],
): Promise<void> {
  const run = await beginImport(tx, store, store.county.policyPack);
  if (!run.ok) throw new Error(run.error);
  await postingWriter(store).write(tx, run.value, postings);
  const years = new Set(postings.map(({ year }) => year));
  const seal = await sealRun(tx, store, run.value, yearsPosted(years));
  await commitImport(tx, store, await lockChain(tx, store), run.value, seal);
}
