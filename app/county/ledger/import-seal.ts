import type { Kysely } from 'kysely';
import type { CountyStore } from '../store/open.ts';
import type { Schema } from '../store/schema.ts';
import { yearsOf } from './spans.ts';

const PAGE = 2000;

/** Control totals of a run, and what proves later that its rows are those that were written. */
export interface ImportSeal {
  readonly rows: number;
  /** Fen. */
  readonly personal: number;
  readonly collective: number;
  readonly subsidy: number;
  /** `2014:<sha256> 2015:<sha256>`: of the rows of each year of posting. */
  readonly digests: string;
}

/**
 * Reads the rows of a run and seals them: totals, and for each year of posting a hash over its rows in
 * order of their key. The seal stands in the audit chain, so that an edited row is found even in a year
 * that no settlement has summed up yet.
 */
export async function sealImport(
  db: Kysely<Schema>,
  { county, crypto }: Pick<CountyStore, 'crypto'> & { readonly county: { readonly code: string } },
  run: number,
): Promise<ImportSeal> {
  const seal = { rows: 0, personal: 0, collective: 0, subsidy: 0 };
  const digests: string[] = [];
  for (const year of await yearsOf(db, county.code, 'postings')) {
    let digest = '';
    let after = { id: '', number: 0 };
    for (;;) {
      const rows = await page(db, county.code, run, year, after);
      const last = rows.at(-1);
      if (last === undefined) break;
      for (const row of rows) {
        seal.rows += 1;
        seal.personal += row.personal;
        seal.collective += row.collective;
        seal.subsidy += row.subsidy;
      }
      const text = rows.map((row) => JSON.stringify(Object.values(row))).join('\n');
      digest = crypto.sha256(new TextEncoder().encode(`${digest}\n${text}`));
      after = { id: last.id_number, number: last.number };
      if (rows.length < PAGE) break;
    }
    if (digest !== '') digests.push(`${year}:${digest}`);
  }
  return { ...seal, digests: digests.join(' ') };
}

/** In the order in which the hash takes them. */
async function page(
  db: Kysely<Schema>,
  county: string,
  run: number,
  year: number,
  after: { readonly id: string; readonly number: number },
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
    ])
    .where('county', '=', county)
    .where('year', '=', year)
    .where('run', '=', run)
    .where('id_number', '>=', after.id)
    .where((eb) => eb.or([eb('id_number', '>', after.id), eb('number', '>', after.number)]))
    .orderBy('id_number')
    .orderBy('number')
    .limit(PAGE)
    .execute();
}
