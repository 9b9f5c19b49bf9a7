import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../../../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../../../shared/protocol/crypto.ts';
import type { Engine } from '../../store/dialect.ts';
import type { Schema } from '../../store/schema.ts';
import type { ChainSite } from '../chain/append.ts';
import { appendBehind, lockChain } from '../chain/append.ts';
import type { Row, SealedTable } from './columns.ts';
import { keyColumns, rowDigests } from './columns.ts';
import { sealText, startSeal } from './pages.ts';
import { rowPages } from './rows.ts';

/** For the migration that seals what is there. */
export interface SealingMeans {
  readonly clock: Clock;
  readonly crypto: CryptoProvider;
  /** Those that were there when seals came say what is `found` of them. */
  readonly sealed: readonly SealedTable[];
}

/**
 * 以现状为起点: seals what a database of an earlier release holds, in one event for each county. What came
 * before is taken as found: this proves nothing of it, and from here on every change shows.
 */
export async function sealState(db: Kysely<unknown>, engine: Engine, means: SealingMeans): Promise<void> {
  // A migration's step is a transaction.
  const tx = db as unknown as Transaction<Schema>;
  const counties = await tx.selectFrom('counties').select('county as code').orderBy('county').execute();
  for (const county of counties) {
    const site: ChainSite = { ...means, engine, county };
    const head = await lockChain(tx, site);
    const words: string[] = [];
    for (const table of means.sealed)
      if (table.found !== undefined)
        words.push(await sealTable(tx, site, head.sequence + 1, table, table.found));
    await appendBehind(tx, site, head, [{ event: 'state-sealed', details: { sealed: sealText(words) } }]);
  }
}

/** Rows of a run that is not committed are left out: it seals them itself, or takes them away. */
async function sealTable(
  tx: Transaction<Schema>,
  { crypto, county }: ChainSite,
  number: number,
  table: SealedTable,
  rest: readonly string[],
): Promise<string> {
  const seal = startSeal(tx, { crypto }, { county: county.code, kind: 'event', number }, table);
  const digest = rowDigests(crypto, table);
  const keys = keyColumns(table);
  const committed = await committedRuns(tx, county.code);
  const counts = (row: Row): boolean => {
    if (table.name === 'runs') return row['state'] === 'committed';
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
