import type { Kysely } from 'kysely';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Schema } from '../store/schema.ts';
import { yearsOf } from './spans.ts';

/** Rows in one step of a hash; a part of what these seals mean, never to be changed. */
const ROWS_PER_STEP = 2000;
const PAGE = 5000;

interface Site {
  readonly county: { readonly code: string };
  readonly crypto: CryptoProvider;
}

/**
 * Seals as earlier releases made them of imports, and left them in the audit chain: of each year of posting a
 * hash over its rows in order of their key, `2014:<sha256> 2015:<sha256>`. Of these runs, as their rows stand
 * now; the ledger is read through once.
 */
export async function sealImports(
  db: Kysely<Schema>,
  { county, crypto }: Site,
  runs: Iterable<number>,
): Promise<ReadonlyMap<number, string>> {
  const sealers = new Map([...runs].map((run) => [run, startSeal(crypto)]));
  for (const year of await yearsOf(db, county.code, 'postings'))
    for await (const rows of postingPages(db, county.code, year))
      for (const row of rows) sealers.get(row.run)?.take(year, row);
  return new Map([...sealers].map(([run, sealer]) => [run, sealer.finish()]));
}

type Posting = Awaited<ReturnType<typeof postingPage>>[number];

/** Takes rows in order of their key. */
function startSeal(crypto: CryptoProvider): { take(year: number, row: Posting): void; finish(): string } {
  const digests: string[] = [];
  let current = 0;
  let digest = '';
  let step: string[] = [];
  const hash = (): void => {
    if (step.length > 0) digest = crypto.sha256(new TextEncoder().encode(`${digest}\n${step.join('\n')}`));
    step = [];
  };
  const endYear = (): void => {
    hash();
    if (digest !== '') digests.push(`${current}:${digest}`);
    digest = '';
  };
  return {
    take(year, row) {
      if (year !== current) endYear();
      current = year;
      // All but the last column, which is the run's own number.
      step.push(JSON.stringify(Object.values(row).slice(0, -1)));
      if (step.length === ROWS_PER_STEP) hash();
    },
    finish() {
      endYear();
      return digests.join(' ');
    },
  };
}

/** What was posted in `year`, in order of the key. */
async function* postingPages(
  db: Kysely<Schema>,
  county: string,
  year: number,
): AsyncGenerator<readonly Posting[], void> {
  let after = { id_number: '', number: 0 };
  for (;;) {
    const rows = await postingPage(db, county, year, after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < PAGE) return;
    after = last;
  }
}

/** In the order in which the hash takes the columns. */
async function postingPage(
  db: Kysely<Schema>,
  county: string,
  year: number,
  after: { readonly id_number: string; readonly number: number },
) {
  return await db
    .selectFrom('postings')
    .select([
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
      'run',
    ])
    .where('county', '=', county)
    .where('year', '=', year)
    .where('id_number', '>=', after.id_number)
    .where((eb) => eb.or([eb('id_number', '>', after.id_number), eb('number', '>', after.number)]))
    .orderBy('id_number')
    .orderBy('number')
    .limit(PAGE)
    .execute();
}
