import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payMonth } from '../../../../app/county/runs/pay.ts';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import { pay } from '../../../../app/county/second-engine/pay.ts';
import { settleYear } from '../../../../app/county/second-engine/settle.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import type { PersonTable } from '../../../../app/county/persons/tables.ts';
import { clockAt } from '../support/clock.ts';
import { book, NOON } from '../support/county.ts';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { fillCounty, idOf, ledgerOf } from './county-of-accounts.ts';

const PEOPLE = 45;
const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

function runs(engine: string, newAddress: () => string): void {
  describe(`a run on ${engine}`, () => {
    const open: CountyStore[] = [];
    afterAll(async () => {
      for (const store of open) await store.close();
    });

    async function county(): Promise<{ readonly store: CountyStore; readonly address: string }> {
      const address = newAddress();
      const store = await openCountyStore(address, { clock: clockAt(NOON) });
      open.push(store);
      await fillCounty(store, PEOPLE);
      return { store, address };
    }

    async function states(store: CountyStore): Promise<readonly string[]> {
      const rows = await store.db
        .selectFrom('runs')
        .selectAll()
        .where('kind', '!=', 'import')
        .orderBy('run')
        .execute();
      return rows.map((row) => `${row.kind} ${row.period} ${row.state} ${row.row_count}`);
    }

    async function events(store: CountyStore): Promise<readonly string[]> {
      const rows = await store.db
        .selectFrom('audit')
        .select(['event', 'details'])
        .where('event', '<>', 'county-created')
        .orderBy('sequence')
        .execute();
      return rows.map(({ event, details }) => `${event} ${details}`);
    }

    it('settles the years in order, then pays, each in steps, and repeats nothing', async () => {
      const { store } = await county();
      const told: string[] = [];
      const progress = (behind: number, all: number): void => void told.push(`${behind}/${all}`);
      const settled = await settleThrough(store, book(), 2025, { peopleAtOnce: 20, progress });
      expect(settled).toMatchObject({
        ok: true,
        value: [
          { year: 2024, accounts: PEOPLE },
          { year: 2025, accounts: PEOPLE },
        ],
      });
      expect(told).toEqual(['20/45', '40/45', '45/45', '20/45', '40/45', '45/45']);
      expect(await settleThrough(store, book(), 2025)).toEqual({ ok: true, value: [] });
      const paid = await payMonth(store, book(), '2026-11', { peopleAtOnce: 20 });
      expect(paid).toMatchObject({ ok: true, value: { people: 15 } });
      expect(await payMonth(store, book(), '2026-11')).toEqual({ ok: true, value: undefined });
      expect(await states(store)).toEqual([
        `settlement 2024 committed ${PEOPLE}`,
        `settlement 2025 committed ${PEOPLE}`,
        'payment 2026-11 committed 15',
      ]);
      const noted = await events(store);
      expect(noted.map((line) => line.split(' ')[0])).toEqual([
        'settlement-committed',
        'settlement-committed',
        'payments-committed',
      ]);
      expect(noted.join()).not.toContain(idOf(0));
    });

    it('takes over who was paid elsewhere, with the certification that they have', async () => {
      const { store } = await county();
      await store.db
        .updateTable('persons')
        .set({ certified_through: '2026-10' })
        .where('id_number', '=', idOf(0))
        .execute();
      await settleThrough(store, book(), 2025);
      expect(await payMonth(store, book(), '2026-11')).toMatchObject({ ok: true, value: { people: 14 } });
      const applications = await store.db.selectFrom('applications').selectAll().execute();
      expect(applications).toHaveLength(15);
      expect(applications.find(({ id_number }) => id_number === idOf(3))).toMatchObject({
        month: '2026-11',
        first_month: '2026-11',
        birth: '1950-01-04',
      });
    });

    it('tells what goes out: the heirs’ balances with the pensions, less what comes back', async () => {
      const { store } = await county();
      await settleThrough(store, book(), 2025);
      const paid = await payMonth(store, book(), '2026-10');
      expect(paid).toMatchObject({ ok: true, value: { people: 15 } });
      await store.db
        .insertInto('exits')
        .values({
          county: store.county.code,
          id_number: idOf(3),
          kind: 'death',
          month: '2026-09',
          reported: '2026-11',
          run: 1,
        })
        .execute();
      await store.db
        .updateTable('persons')
        .set({ status: 'deceased' })
        .where('id_number', '=', idOf(3))
        .execute();
      const next = await payMonth(store, book(), '2026-11');
      const rows = await store.db
        .selectFrom('payments')
        .selectAll()
        .where('paid_in', '=', '2026-11')
        .execute();
      const sums = rows.map((row) => row.base + row.pension + row.addition + row.service);
      const heirs = rows.find(({ kind }) => kind === 'inheritance');
      const balance =
        (heirs?.draw_personal ?? 0) + (heirs?.draw_collective ?? 0) + (heirs?.draw_subsidy ?? 0);
      expect(balance).toBeGreaterThan(0);
      expect(rows.filter(({ kind }) => kind === 'recovery')).toHaveLength(1);
      expect(next).toEqual({
        ok: true,
        value: { people: 15, amount: sums.reduce((sum, fen) => sum + fen, 0) + balance },
      });
    });

    it('takes over nobody who starts later or does not receive', async () => {
      const { store } = await county();
      const change = (number: number, values: Partial<PersonTable>) =>
        store.db.updateTable('persons').set(values).where('id_number', '=', idOf(number)).execute();
      await change(0, { benefit_start: '2026-12' });
      await change(3, { status: 'suspended' });
      await change(6, { benefit_start: '2026-11' });
      await settleThrough(store, book(), 2025);
      await payMonth(store, book(), '2026-11');
      const applied = (await store.db.selectFrom('applications').select('id_number').execute()).map(
        ({ id_number }) => id_number,
      );
      expect(applied).toHaveLength(13);
      expect(applied).not.toContain(idOf(0));
      expect(applied).not.toContain(idOf(3));
      expect(applied).toContain(idOf(6));
    });

    it('pays nobody who is not receiving any more, and whoever is again what was held back', async () => {
      const { store } = await county();
      const status = (now: 'suspended' | 'receiving') =>
        store.db.updateTable('persons').set({ status: now }).where('id_number', '=', idOf(3)).execute();
      const monthsOf = async (): Promise<readonly string[]> =>
        (
          await store.db
            .selectFrom('payments')
            .select(['paid_in', 'for_month'])
            .where('id_number', '=', idOf(3))
            .orderBy('paid_in')
            .orderBy('for_month')
            .execute()
        ).map((row) => `${row.paid_in} ${row.for_month}`);
      await settleThrough(store, book(), 2025);
      await payMonth(store, book(), '2026-09');
      await status('suspended');
      expect(await payMonth(store, book(), '2026-10')).toMatchObject({ ok: true, value: { people: 14 } });
      expect(await monthsOf()).toEqual(['2026-09 2026-09']);
      await status('receiving');
      expect(await payMonth(store, book(), '2026-11')).toMatchObject({ ok: true, value: { people: 15 } });
      expect(await monthsOf()).toEqual(['2026-09 2026-09', '2026-11 2026-10', '2026-11 2026-11']);
    });

    it('goes on where it was killed, and comes to the same', async () => {
      const undisturbed = await county();
      const killed = await county();
      // The second time it dies in the second year.
      for (const what of ['settle', 'settle']) {
        expect(child(what, killed.address, 3)).toMatchObject({ signal: 'SIGKILL' });
        expect((await states(killed.store)).at(-1)).toContain('open');
      }
      expect(child('settle', killed.address, 0)).toMatchObject({ status: 0 });
      expect(child('pay', killed.address, 3)).toMatchObject({ signal: 'SIGKILL' });
      expect((await states(killed.store)).at(-1)).toContain('payment 2026-11 open');
      expect(child('pay', killed.address, 0)).toMatchObject({ status: 0 });
      await settleThrough(undisturbed.store, book(), 2025);
      await payMonth(undisturbed.store, book(), '2026-11');
      expect(await ledgerOf(killed.store)).toEqual(await ledgerOf(undisturbed.store));
      expect(await states(killed.store)).toEqual(await states(undisturbed.store));
    });

    it('is taken back where the first engine comes to another interest', async () => {
      const { store } = await county();
      const before = await ledgerOf(store);
      const wrong: typeof settleYear = (db, work) =>
        settleYear(db, {
          ...work,
          rules: { ...work.rules, interest: { ...work.rules.interest, rateMillionths: 27_400 } },
        });
      const settled = await settleThrough(store, book(), 2025, { engine: wrong });
      expect(settled.ok ? '' : settled.error).toMatch(
        /^settlement 2024 was not committed and its rows are deleted: personal interest 2024-12 of 990\*{11}\w{4} is \d+\.\d\d in the ledger and \d+\.\d\d when worked out again; .*$/,
      );
      expect(await ledgerOf(store)).toEqual(before);
      expect(await states(store)).toEqual(['settlement 2024 abandoned 0']);
      expect(await events(store)).toEqual(['run-abandoned {"kind":"settlement","period":"2024","run":2}']);
      expect(await settleThrough(store, book(), 2024)).toMatchObject({ ok: true });
    });

    it.each([
      ['base', 'base'],
      ['draw_subsidy', 'subsidy'],
      ['fund', 'from the fund'],
      ['personal', 'personal after'],
    ])('is taken back where one %s of a payment is wrong', async (column, named) => {
      const { store } = await county();
      await settleThrough(store, book(), 2025);
      const before = await ledgerOf(store);
      const wrong: typeof pay = async (db, work) => {
        const paid = await pay(db, work);
        await sql`create temp table wrong as select * from payments`.execute(db);
        await sql`delete from payments`.execute(db);
        await sql`update wrong set ${sql.ref(column)} = ${sql.ref(column)} + 1 where id_number = ${idOf(6)}`.execute(
          db,
        );
        await sql`insert into payments select * from wrong`.execute(db);
        await sql`drop table wrong`.execute(db);
        return paid;
      };
      const paid = await payMonth(store, book(), '2026-11', { engine: wrong });
      expect(paid.ok ? '' : paid.error).toContain(`: ${named} 2026-11 (pension) of 990***********`);
      expect(await ledgerOf(store)).toEqual(before);
      expect((await states(store)).at(-1)).toBe('payment 2026-11 abandoned 0');
      expect(await payMonth(store, book(), '2026-11')).toMatchObject({ ok: true, value: { people: 15 } });
    });

    it('works out no more than a sample again', async () => {
      const { store } = await county();
      const wrong: typeof settleYear = (db, work) =>
        settleYear(db, {
          ...work,
          rules: { ...work.rules, interest: { ...work.rules.interest, rateMillionths: 0 } },
        });
      expect(await settleThrough(store, book(), 2025, { engine: wrong, sample: 0 })).toMatchObject({
        ok: true,
      });
    });

    it('is refused out of its order', async () => {
      const { store } = await county();
      const error = async (attempt: Promise<{ readonly ok: boolean }>): Promise<unknown> =>
        'error' in (await attempt) ? ((await attempt) as unknown as { error: string }).error : undefined;
      expect(await error(settleThrough(store, book(), 2026))).toBe('2026 is not over; settle through 2025');
      expect(await error(payMonth(store, book(), '2026-12'))).toBe('2026-12 has not begun');
      expect(await error(payMonth(store, book(), '2026-09'))).toBe(
        'the accounts are not settled through 2025-12; run "settle --year 2025" first',
      );
      await settleThrough(store, book(), 2025);
      expect(await error(payMonth(store, book(), '2025-11'))).toBe(
        '2025 is settled already, so that 2025-11 can no longer be paid in it',
      );
      await payMonth(store, book(), '2026-09');
      const later = { ...store, clock: clockAt('2027-01-02T12:00:00+08:00') };
      expect(await error(settleThrough(later, book(), 2026))).toBe(
        '2026-12 is not paid yet, and what it draws belongs to 2026; pay it first',
      );
      expect(await error(payMonth(store, book(), '2026-11'))).toBe('2026-10 is not paid yet; pay it first');
      expect(await error(payMonth(store, book(), '2026-08'))).toBe(
        '2026-09 is paid already; months are paid in order',
      );
    });
  });
}

function child(what: string, address: string, steps: number) {
  const { status, signal } = spawnSync(
    process.execPath,
    ['tests/app/county/runs/killed-run.ts', what, address, String(steps)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return { status, signal };
}

const directory = mkdtempSync(join(tmpdir(), 'songbai-runs-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let count = 0;
runs('SQLite', () => {
  count += 1;
  return `sqlite:${join(directory, `county${count}.db`)}`;
});

describe.skipIf(bin === undefined)('PostgreSQL', () => {
  let cluster: SharedCluster;
  beforeAll(async () => {
    cluster = await sharedCluster(bin ?? '');
  });
  afterAll(() => cluster?.stop());
  runs('PostgreSQL', () => {
    count += 1;
    return cluster.database(`runs${count}`);
  });
});
