import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginBulk } from '../../app/county/store/bulk.ts';
import type { CountyStore } from '../../app/county/store/county-store.ts';
import { openCountyStore } from '../../app/county/open.ts';
import type { Schema } from '../../app/county/store/schema.ts';
import { postgresBinaries, startCluster } from '../app/county/support/postgres.ts';

/** Everybody; every fourth is a payee. */
export const PEOPLE = 1_000_000;

export type LedgerEngine = 'sqlite' | 'postgres';

/** Rows `(i, id, h)` for `PEOPLE`: number, ID number in rising order, and a number that looks random. */
async function numbers(db: Kysely<Schema>): Promise<void> {
  await sql`
    create temp table numbers as
    with recursive count(i) as (select 0 union all select i + 1 from count where i < ${sql.lit(PEOPLE - 1)})
    select cast(i as bigint) as i, '9901' || substr(cast(100000000000000 + i * 79 as text), 2) as id,
      cast(i as bigint) * 48271 % 2147483647 as h
    from count`.execute(db);
}

/**
 * A county at the end of a year of its life, on SQLite in a file or on a PostgreSQL of its own: everybody
 * settled for 2025; three in four paid their contribution of 2026; every fourth, assessed in 2025, was paid
 * each month of 2026 (`months` of them are there). Amounts are made up and pass no check of a rule.
 * `undefined` where PostgreSQL is missing.
 */
export async function ledgerCounty(
  engine: LedgerEngine,
  months: readonly number[],
): Promise<{ readonly store: CountyStore; close(): Promise<void> } | undefined> {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-bench-'));
  const bin = engine === 'postgres' ? postgresBinaries() : undefined;
  if (engine === 'postgres' && bin === undefined) return undefined;
  const cluster = bin === undefined ? undefined : await startCluster(bin);
  const store = await openCountyStore(
    cluster === undefined ? `sqlite:${join(directory, 'county.db')}` : cluster.database('bench'),
  );
  await beginBulk(store);
  if (cluster !== undefined) {
    // As a server of this size would be set: a checkpoint in the middle of one side would decide the contest.
    await sql`alter system set max_wal_size = '8GB'`.execute(store.db);
    await sql`alter system set checkpoint_timeout = '1h'`.execute(store.db);
    await sql`select pg_reload_conf()`.execute(store.db);
  }
  if (engine === 'sqlite') await sql`pragma temp_store = memory`.execute(store.db);
  await store.db.connection().execute((db) => fill(db, store.county.code, months));
  // A server of PostgreSQL counts its rows by itself; a county's file never holds statistics.
  if (engine === 'postgres') await sql`analyze`.execute(store.db);
  return {
    store,
    async close() {
      await store.close();
      cluster?.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function fill(db: Kysely<Schema>, county: string, months: readonly number[]): Promise<void> {
  await numbers(db);
  const c = sql`cast(${county} as text)`;
  await sql`insert into persons (county, id_number, handle, name, household, area_code, phone, status,
      special_group, ssc_number, bank_account, benefit_start, certified_through)
    select ${c}, id, id, '松明', 'rural', '990101001001', '', case when i % 4 = 0 then 'receiving' else 'contributing' end,
      '', '', '6228480000000000000', null, case when i % 4 = 0 then '2027-05' end from numbers order by id`.execute(
    db,
  );
  await sql`insert into settlements select ${c}, 2025, 12, id, 100, 0, 30, 100000 + h % 900000, h % 7 * 1000,
      3000 + h % 60000, 1 from numbers order by id`.execute(db);
  await sql`insert into postings select ${c}, 2026, id, 1, 1 + h % 12, '2026-05', 'current', 2026, 50000,
      10000 + h % 20 * 10000, 0, 3000 + h % 5 * 500, '2026-05-05', '', null, null, 1
    from numbers where i % 4 <> 0 order by id`.execute(db);
  await sql`insert into assessments (county, id_number, month, first_month, birth_month, years_paid,
      service_years, certified_through, base_due, bonus_percent, divisor, personal, collective, subsidy, pension, run)
    select ${c}, id, '2025-06', '2025-06', '1960-0' || cast(1 + h % 9 as text), 15 + h % 6, 0, '2026-05', 1, 0, 139,
      1000000, 0, 100000, 5000 + h % 2000, 1
    from numbers where i % 4 = 0 order by id`.execute(db);
  for (const month of months) {
    const name = `2026-${String(month).padStart(2, '0')}`;
    await sql`insert into payments (county, paid_in, id_number, for_month, kind, base, pension, addition, service,
        draw_personal, draw_collective, draw_subsidy, fund, personal, collective, subsidy,
        drawn_personal, drawn_collective, drawn_subsidy, points_personal, points_collective, points_subsidy,
        base_due, years_paid, service_years, birth_month, run)
      select ${c}, ${name}, id, ${name}, 'pension', 10000, 5000 + h % 2000, 0, 0, 3000 + h % 700, 0, 100 + h % 60, 0,
        100000 + h % 900000 - ${sql.lit(month)} * (3000 + h % 700), h % 7 * 1000,
        3000 + h % 60000 - ${sql.lit(month)} * (100 + h % 60),
        ${sql.lit(month)} * (3000 + h % 700), 0, ${sql.lit(month)} * (100 + h % 60),
        ${sql.lit(pointsThrough(month))} * (3000 + h % 700), 0, ${sql.lit(pointsThrough(month))} * (100 + h % 60),
        1, 15 + h % 6, 0, '1960-0' || cast(1 + h % 9 as text), 1
      from numbers where i % 4 = 0 order by id`.execute(db);
  }
  await sql`drop table numbers`.execute(db);
}

/** 12 + 11 + … for a draw in each month through `month`. */
function pointsThrough(month: number): number {
  let points = 0;
  for (let one = 1; one <= month; one += 1) points += 13 - one;
  return points;
}
