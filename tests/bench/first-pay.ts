import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { payMonth } from '../../app/county/runs/pay.ts';
import { settleThrough } from '../../app/county/runs/settle.ts';
import { seed } from '../../app/county/seed/seed.ts';
import { readPolicies } from '../../app/county/settings/policy.ts';
import { openCountyStore } from '../../app/county/open.ts';
import type { Result } from '../../shared/result/result.ts';
import { clockAt } from '../app/county/support/clock.ts';
import { postgresBinaries, startCluster } from '../app/county/support/postgres.ts';
import type { BenchRow } from './row.ts';

const SIZES = [10_000, 20_000, 40_000] as const;
const LIMIT = 5;

interface Months {
  readonly first: number;
  readonly second: number;
}

/**
 * The first 发放 of a county on books that were settled a moment ago, which nothing has counted: everybody is
 * taken over, assessed and paid. `…-growth` holds 40,000 people against 10,000 (4 times the people),
 * `…-second` 20,000 people's first month against their second.
 */
export async function firstPay(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const engine of ['sqlite', 'postgres'] as const) {
    const bin = engine === 'postgres' ? postgresBinaries() : undefined;
    if (engine === 'postgres' && bin === undefined) {
      process.stderr.write('first-pay-postgres: PostgreSQL is not installed\n');
      continue;
    }
    const directory = mkdtempSync(join(tmpdir(), 'songbai-bench-'));
    const cluster = bin === undefined ? undefined : await startCluster(bin);
    try {
      const months = new Map<number, Months>();
      for (const people of SIZES)
        months.set(
          people,
          await pay(
            cluster?.database(`pay${people}`) ?? `sqlite:${join(directory, `pay${people}.db`)}`,
            people,
          ),
        );
      const [small, middle, large] = SIZES.map((people) => months.get(people) ?? { first: 0, second: 0 });
      rows.push(
        row(`first-pay-${engine}-growth`, large?.first ?? 0, small?.first ?? 0, '40,000 and 10,000 people'),
        row(`first-pay-${engine}-second`, middle?.first ?? 0, middle?.second ?? 0, '20,000 people'),
      );
    } finally {
      cluster?.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return rows;
}

async function pay(db: string, people: number): Promise<Months> {
  const book = readPolicies();
  if (!book.ok) throw new Error(book.error);
  const store = await openCountyStore(db, { clock: clockAt('2026-12-23T12:00:00+08:00') });
  const timed = async (work: () => Promise<Result<unknown, unknown>>): Promise<number> => {
    const began = performance.now();
    const done = await work();
    if (!done.ok) throw new Error(JSON.stringify(done.error));
    return Math.round(performance.now() - began);
  };
  try {
    await timed(() => seed(store, { people, seed: 1 }));
    await timed(() => settleThrough(store, book.value, 2025));
    const first = await timed(() => payMonth(store, book.value, '2026-11'));
    return { first, second: await timed(() => payMonth(store, book.value, '2026-12')) };
  } finally {
    await store.close();
  }
}

function row(name: string, ours: number, peer: number, what: string): BenchRow {
  return {
    name,
    ours,
    peer,
    limit: LIMIT,
    ratio: Math.round((ours / peer) * 100) / 100,
    n: 1,
    unit: `ms, ${what}`,
  };
}
