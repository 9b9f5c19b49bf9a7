import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payMonth } from '../../../../app/county/runs/pay.ts';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import { pay } from '../../../../app/county/second-engine/pay.ts';
import type { Ledger } from '../../../../app/county/second-engine/scope.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { clockAt } from '../support/clock.ts';
import { book, personRow } from '../support/county.ts';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { fillCounty, idOf } from './county-of-accounts.ts';

// What PostgreSQL takes for empty, it looks through whole for each person: the same fen, hours later. Held here
// is that it has counted what a step wrote before the next statement reads it.

const PAYEES = 1100;
const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

describe.skipIf(bin === undefined)('a run on PostgreSQL', () => {
  let cluster: SharedCluster;
  beforeAll(async () => {
    cluster = await sharedCluster(bin ?? '');
  });
  afterAll(() => cluster?.stop());

  async function rowsOf(db: Ledger, ...tables: readonly string[]): Promise<readonly number[]> {
    const counts: number[] = [];
    for (const table of tables) {
      const { rows } = await sql<{ rows: number }>`
        select cast(reltuples as bigint) as rows from pg_class where oid = to_regclass(${table})`.execute(db);
      counts.push(rows[0]?.rows ?? -1);
    }
    return counts;
  }

  it('has all that it wrote counted before it is worked out again', async () => {
    const store = await openCountyStore(cluster.database('at_the_end'), {
      clock: clockAt('2026-12-23T12:00:00+08:00'),
    });
    await fillCounty(store, 3 * PAYEES);
    expect(await settleThrough(store, book(), 2025)).toMatchObject({ ok: true });
    expect(await payMonth(store, book(), '2026-11', { sample: 5 })).toMatchObject({ ok: true });
    for (const table of ['settlements', 'applications', 'assessments', 'payments'] as const) {
      const { rows } = await store.db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow();
      expect([table, await rowsOf(store.db, table)]).toEqual([table, [rows]]);
    }
    await store.close();
  });

  it('has what it wrote counted before it reads it', async () => {
    const store = await openCountyStore(cluster.database('counted'), {
      clock: clockAt('2026-12-23T12:00:00+08:00'),
    });
    const payees = Array.from({ length: PAYEES }, (_, number) => ({
      ...personRow(store, idOf(number), 'receiving'),
      certified_through: '2027-03',
    }));
    await store.db.insertInto('persons').values(payees).execute();
    const seen: Record<string, readonly number[]> = {};
    const engine =
      (month: string): typeof pay =>
      async (db, work) => {
        seen[`${month} before`] = await rowsOf(db, 'persons', 'applications', 'assessments');
        const paid = await pay(db, work);
        seen[`${month} after`] = await rowsOf(db, 'payments', 'apart', 'owed', 'due');
        return paid;
      };
    for (const month of ['2026-11', '2026-12'] as const)
      expect(await payMonth(store, book(), month, { engine: engine(month), sample: 5 })).toMatchObject({
        ok: true,
        value: { people: PAYEES },
      });
    expect(seen['2026-11 before']).toEqual([PAYEES, PAYEES, PAYEES]);
    expect(seen['2026-11 after']?.slice(1)).toEqual([PAYEES, PAYEES, PAYEES]);
    expect(seen['2026-12 after']?.[0]).toBe(2 * PAYEES);
    await store.close();
  });
});
