import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Random } from '../../../shared/clock/clock.ts';
import { maskIdNumber } from '../../../shared/identity/mask.ts';
import { formatYuan } from '../../../shared/money/fen.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Schema } from '../store/schema.ts';

/** How many accounts of a run are worked out again. */
export const SAMPLE = 200;

/** Up to `size` different people, by chance, from the rows of a run in `table`. */
export async function sampleOf(
  db: Kysely<Schema>,
  random: Random,
  table: 'settlements' | 'payments',
  where: { readonly county: string; readonly run: number; readonly period: string },
  size: number,
): Promise<readonly string[]> {
  const { county, run, period } = where;
  const part =
    table === 'payments' ? sql`paid_in = ${period}` : sql`year = ${sql.lit(Number(period.slice(0, 4)))}`;
  const rows = sql`from ${sql.table(table)} where county = ${county} and ${part} and run = ${sql.lit(run)}`;
  const counted = await sql<{ count: number }>`select count(*) as count ${rows}`.execute(db);
  const all = counted.rows[0]?.count ?? 0;
  if (all === 0 || size === 0) return [];
  const wanted = new Set<number>();
  if (all <= size) for (let at = 1; at <= all; at += 1) wanted.add(at);
  while (wanted.size < Math.min(size, all)) wanted.add(random.below(all) + 1);
  const picked = await sql<{ id_number: string }>`
    select distinct id_number from (
      select id_number, row_number() over (order by id_number) as place ${rows}
    ) as numbered where place in (${sql.join([...wanted].map((place) => sql.lit(place)))})`.execute(db);
  return picked.rows.map((row) => row.id_number);
}

/** An amount as the ledger has it and as it was worked out again. */
export interface Compared {
  readonly what: string;
  /** Fen. */
  readonly ledger: number;
  readonly again: number;
}

/** Names the first that differs, without saying whose it is. */
export function firstDifference(idNumber: string, amounts: readonly Compared[]): Result<void, string> {
  const differing = amounts.find(({ ledger, again }) => ledger !== again);
  if (differing === undefined) return ok(undefined);
  const { what, ledger, again } = differing;
  return err(
    `${what} of ${maskIdNumber(idNumber)} is ${formatYuan(ledger)} in the ledger and ${formatYuan(again)} when worked out again`,
  );
}
