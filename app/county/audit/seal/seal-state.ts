import type { Kysely, Transaction } from 'kysely';
import type { Engine } from '../../store/dialect.ts';
import type { MigrationMeans } from '../../store/migrate.ts';
import type { Schema } from '../../store/schema.ts';
import { countyEvent } from '../../settings/county.ts';
import type { ChainSite, CountyEvent } from '../chain/append.ts';
import { appendBehind, lockChain } from '../chain/append.ts';
import type { Row, SealedTable } from './columns.ts';
import { keyColumns, rowDigests } from './columns.ts';
import { sealText, startSeal } from './pages.ts';
import { rowPages } from './rows.ts';

/**
 * The tables that were there when seals came, and what of a row may change without a new digest: that stands
 * in the seal in clear, in this order. Tables and columns that come later are sealed from their first row.
 */
const FOUND = {
  persons: ['certified_through'],
  enrolment_codes: ['used_at', 'terminal'],
  terminals: ['revoked_at'],
  certifications: [],
  decisions: [],
  conflicts: [],
  runs: [],
  postings: [],
  settlements: [],
  applications: [],
  assessments: [],
  reassessments: [],
  payments: [],
  exits: [],
  sentences: [],
} as const satisfies Partial<Record<SealedTable, readonly string[]>>;

/**
 * 以现状为起点: seals what a database of an earlier release holds, in one event for each county. What came
 * before is taken as found: this proves nothing of it, and from here on every change shows.
 */
export async function sealState(db: Kysely<unknown>, engine: Engine, means: MigrationMeans): Promise<void> {
  // A migration's step is a transaction.
  const tx = db as unknown as Transaction<Schema>;
  const counties = await tx.selectFrom('counties').selectAll().execute();
  for (const county of counties) {
    const site: ChainSite = { ...means, engine, county: { code: county.county } };
    const head = await lockChain(tx, site);
    const words: string[] = [];
    for (const table of Object.keys(FOUND) as (keyof typeof FOUND)[])
      words.push(await sealTable(tx, site, head.sequence + 1, table));
    const found: CountyEvent = { event: 'state-sealed', details: { sealed: sealText(words) } };
    await appendBehind(tx, site, head, [found, countyEvent('county-changed', county)]);
  }
}

/** Rows of a run that is not committed are left out: it seals them itself, or takes them away. */
async function sealTable(
  tx: Transaction<Schema>,
  { crypto, county }: ChainSite,
  number: number,
  table: keyof typeof FOUND,
): Promise<string> {
  const seal = startSeal(tx, { crypto }, { county: county.code, kind: 'event', number }, table);
  const digest = rowDigests(crypto, table);
  const keys = keyColumns(table);
  const rest: readonly string[] = FOUND[table];
  const committed = await committedRuns(tx, county.code);
  const counts = (row: Row): boolean => {
    if (table === 'runs') return row['state'] === 'committed';
    return !('run' in row) || committed.has(row['run']);
  };
  for await (const rows of rowPages(tx, county.code, table, { beside: rest }))
    for (const row of rows) {
      if (!counts(row)) continue;
      const full = seal.add({
        key: keys.map((column) => row[column] ?? null),
        digest: digest(row),
        rest: rest.map((column) => row[column] ?? null),
      });
      if (full !== undefined) await full;
    }
  return await seal.finish();
}

async function committedRuns(tx: Transaction<Schema>, county: string): Promise<ReadonlySet<unknown>> {
  const rows = await tx
    .selectFrom('runs')
    .select('run')
    .where('county', '=', county)
    .where('state', '=', 'committed')
    .execute();
  return new Set(rows.map(({ run }) => run));
}
