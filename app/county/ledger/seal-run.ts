import type { Kysely, Transaction } from 'kysely';
import { addMonths } from '../../../shared/dates/month.ts';
import type { Month } from '../../../shared/dates/month.ts';
import type { AuditDetails, AuditHead } from '../../../shared/audit/chain.ts';
import type { ChainSite, CountyEvent } from '../audit/chain/append.ts';
import { appendBehind } from '../audit/chain/append.ts';
import type { SealedTable } from '../audit/seal/columns.ts';
import { keyColumns, rowDigests } from '../audit/seal/columns.ts';
import { sealText, startSeal } from '../audit/seal/pages.ts';
import type { Narrowing } from '../audit/seal/rows.ts';
import { rowPages } from '../audit/seal/rows.ts';
import type { Schema } from '../store/schema.ts';
import type { Run } from './run-row.ts';
import { commitRun } from './run-row.ts';
import { APPLICATIONS, ASSESSMENTS, PAYMENTS, POSTINGS, REASSESSMENTS, RUNS, SETTLEMENTS } from './sealed.ts';

/** What proves later that the rows of a run are those that it wrote. */
export interface RunSeal {
  /** For the event that commits the run. */
  readonly sealed: string;
  /** Rows, and what its postings come to, fen: control totals (控制总数). */
  readonly rows: number;
  readonly personal: number;
  readonly collective: number;
  readonly subsidy: number;
}

/** Where a run writes: table, and the part of it, so that none is read through. */
type Span = readonly [SealedTable, Narrowing];

/**
 * Reads the rows of a run back and seals each: their digests go into pages, and the event that commits the
 * run holds the digest of the pages. The rows have to be complete; nothing changes them any more.
 */
export async function sealRun(
  db: Kysely<Schema>,
  { crypto, county }: Pick<ChainSite, 'crypto' | 'county'>,
  run: number,
  spans: readonly Span[],
): Promise<RunSeal> {
  const totals = { rows: 0, personal: 0, collective: 0, subsidy: 0 };
  const words: string[] = [];
  const place = { county: county.code, kind: 'run', number: run } as const;
  for (const [table, parts] of Map.groupBy(spans, ([table]) => table)) {
    const seal = startSeal(db, { crypto }, place, table);
    const digest = rowDigests(crypto, table);
    const keys = keyColumns(table);
    for (const [, part] of parts)
      for await (const rows of rowPages(db, county.code, table, { where: { ...part, run } }))
        for (const row of rows) {
          totals.rows += 1;
          if (table === POSTINGS)
            for (const name of ['personal', 'collective', 'subsidy'] as const)
              totals[name] += Number(row[name]);
          const key = keys.map((column) => row[column] ?? null);
          const full = seal.add({ key, digest: digest(row), rest: [] });
          if (full !== undefined) await full;
        }
    words.push(await seal.finish());
  }
  return { ...totals, sealed: sealText(words) };
}

/** Postings of these years, for an import. */
export function yearsPosted(years: Iterable<number>): readonly Span[] {
  return [...years].sort((a, b) => a - b).map((year) => [POSTINGS, { year }]);
}

/** What a settlement, a payment or a correction may write. */
export function spansOf({ kind, period }: Pick<Run, 'kind' | 'period'>): readonly Span[] {
  const year = Number(period.slice(0, 4));
  if (kind === 'settlement') return [[SETTLEMENTS, { year }]];
  // A correction posts in the month before the one in which it is acted on.
  const first = kind === 'correction' ? Number(addMonths(period as Month, -1).slice(0, 4)) : year;
  const years = [...new Set([first, year])];
  return [
    ...years.map((year): Span => [POSTINGS, { year }]),
    ...years.map((year): Span => [SETTLEMENTS, { year }]),
    [APPLICATIONS, { month: period }],
    [ASSESSMENTS, { month: period }],
    [REASSESSMENTS, { month: period }],
    [PAYMENTS, { paid_in: period }],
  ];
}

/** From here on the run counts: its row, and the event that seals it and what it wrote. */
export async function commitSealed(
  tx: Transaction<Schema>,
  site: ChainSite,
  head: AuditHead,
  { run, rows, seal }: { readonly run: number; readonly rows: number; readonly seal: RunSeal },
  { event, details = {} }: CountyEvent,
): Promise<Run> {
  const committed = await commitRun(tx, site, run, rows);
  const sealed: AuditDetails = {
    ...details,
    run,
    sealed: seal.sealed,
    row: rowDigests(site.crypto, RUNS)(committed),
  };
  await appendBehind(tx, site, head, [{ event, details: sealed }]);
  return committed;
}

/** Seals of an open run whose rows are taken back. */
export async function dropSeals(tx: Transaction<Schema>, county: string, run: number): Promise<void> {
  await tx
    .deleteFrom('seals')
    .where('county', '=', county)
    .where('kind', '=', 'run')
    .where('number', '=', run)
    .execute();
}
