import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { exportAccounts, exportLedger } from '../../../../app/county/ledger/export-ledger.ts';
import { exportPayments } from '../../../../app/county/ledger/export-payments.ts';
import { openImportRun } from '../../../../app/county/ledger/import-run.ts';
import { seed } from '../../../../app/county/seed/seed.ts';
import {
  addPeople,
  addRun,
  bornOn,
  file,
  line,
  loadContributions,
  postings,
  runs,
} from '../contributions/support.ts';
import { openBench } from '../persons/support.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { LedgerModel, textOf } from './support.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

describe.skipIf(bin === undefined)('the ledger on PostgreSQL', () => {
  let cluster: SharedCluster;
  let directory: string;
  let count = 0;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'songbai-ledger-'));
    cluster = await sharedCluster(bin ?? '');
  });
  afterAll(() => {
    cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function withCounty(work: (county: TestCounty) => Promise<void>): Promise<void> {
    count += 1;
    const county = await testCounty({ db: cluster.database(`ledger${count}`) });
    try {
      await work(county);
    } finally {
      await county.close();
    }
  }

  it('imports once, in chunks, and takes back what a killed import left', () =>
    withCounty(async ({ store }) => {
      const people = Array.from({ length: 700 }, (_, n) => bornOn('1970-01-01', n + 1));
      await addPeople(store, ...people.map((id_number) => ({ id_number })));
      const rows = people.flatMap((id_number) =>
        [2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019].map((year) =>
          line({ id_number, year, paid_on: `${year}-04-05`, bank_serial: `S${year}` }),
        ),
      );
      const killed = await openImportRun(store, 'national-2014');
      if (!killed.ok) throw new Error(killed.error);
      const content = file(
        ...rows,
        line({ id_number: people[0]! }),
        line({ id_number: bornOn('1971-01-01') }),
      );
      const first = await loadContributions(store, directory, content);
      expect(first.outcome).toMatchObject({ ok: true, value: { imported: 5600, rejected: 2 } });
      expect(first.rejects).toEqual([
        expect.stringMatching(/^5602,year: 2015 is paid in line 5 already/) as string,
        expect.stringMatching(/^5603,id_number: nobody/) as string,
      ]);
      expect((await runs(store)).map(({ state, row_count }) => [state, row_count])).toEqual([
        ['abandoned', 0],
        ['committed', 5600],
      ]);
      const again = await loadContributions(store, directory, content);
      expect(again.outcome).toMatchObject({ ok: true, value: { imported: 0, rejected: 2 } });
      const other = await loadContributions(
        store,
        directory,
        file(line({ id_number: people[0]!, bank_serial: 'S2015' })),
      );
      expect(other.rejects[0]).toMatch(/already posted with other amounts/);
      expect(await postings(store)).toHaveLength(5600);
      expect((await verifyCounty(store.db, store.crypto)).findings).toEqual([]);
    }));

  it('refuses beside another open run, and into a settled year', () =>
    withCounty(async ({ store }) => {
      const id_number = bornOn('1970-01-01');
      await addPeople(store, { id_number });
      await addRun(store, { period: '2025', state: 'open', committed_at: null });
      const refused = await loadContributions(store, directory, file(line({ id_number })));
      expect(refused.outcome.ok ? '' : refused.outcome.error.message).toMatch(
        /settlement run 1 for 2025 is open/,
      );
      await store.db.updateTable('runs').set({ state: 'committed', committed_at: 1 }).execute();
      const settled = await loadContributions(store, directory, file(line({ id_number })));
      expect(settled.rejects[0]).toMatch(/2015 is settled in this county/);
      await store.db
        .insertInto('settlements')
        .values({
          county: store.county.code,
          year: 2015,
          through: 12,
          id_number,
          interest_personal: 0,
          interest_collective: 0,
          interest_subsidy: 0,
          personal: 0,
          collective: 0,
          subsidy: 0,
          run: 1,
        })
        .execute();
      const own = await loadContributions(store, directory, file(line({ id_number })));
      expect(own.rejects[0]).toMatch(/2015 is settled for this account/);
    }));

  it('exports what SQLite exports, as of any day, and names an altered row', () =>
    withCounty(async (county) => {
      const lite = await testCounty();
      try {
        const texts = await Promise.all(
          [county, lite].map(async ({ store, clock }) => {
            const ids = [bornOn('1955-05-20', 1), bornOn('1955-05-20', 2)];
            await addPeople(store, ...ids.map((id_number) => ({ id_number })));
            const model = new LedgerModel(store, clock);
            await model.run('import', '', async (run) => {
              for (const id of ids)
                await model.post(run, id, '2014-03', { personal: 20_000, collective: 0, subsidy: 3000 });
            });
            await model.run('settlement', '2014', async (run) => {
              for (const id of ids)
                await model.settle(run, id, '2014-12', { personal: 500, collective: 0, subsidy: 75 });
            });
            await model.run('payment', '2015-06', async (run) => {
              for (const id of ids) await model.pay(run, id, '2015-06', 278);
            });
            return [
              await textOf(exportAccounts(store)),
              await textOf(exportAccounts(store, { asOf: '2026-11-24' })),
              await textOf(exportLedger(store, { since: '2026-11-25' })),
              await textOf(exportPayments(store)),
            ];
          }),
        );
        expect(texts[0]).toEqual(texts[1]);
        expect(texts[0]?.[0]).toContain(',202.22,0.00,30.75,232.97,2014-12,1,');
        expect(texts[0]?.[1]).toContain(',200.00,0.00,30.00,230.00,,1,');
        const { db, crypto } = county.store;
        expect((await verifyCounty(db, crypto)).findings).toEqual([]);
        await sql`alter table postings disable trigger all`.execute(db);
        await db
          .updateTable('postings')
          .set({ personal: 1 } as never)
          .where('id_number', '=', bornOn('1955-05-20', 2))
          .execute();
        expect((await verifyCounty(db, crypto)).findings).toContainEqual(
          expect.stringMatching(/^posting 2014\/1 of \d{18}: altered/),
        );
      } finally {
        await lite.close();
      }
    }));

  it('is seeded as SQLite is', () =>
    withCounty(async ({ store }) => {
      const bench = await openBench();
      try {
        await seed(bench.store, { people: 150, seed: 3 });
        expect(await seed(store, { people: 150, seed: 3 })).toEqual({ ok: true, value: 150 });
        expect(await postings(store)).toEqual(await postings(bench.store));
      } finally {
        await bench.close();
      }
    }));
});
