import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { payMonth } from '../../../../app/county/runs/pay.ts';
import { ruleValues } from '../../../../app/county/runs/rule-values.ts';
import { carryOut } from '../../../../app/county/runs/run.ts';
import type { SettleOptions } from '../../../../app/county/runs/settle.ts';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import { settleYear } from '../../../../app/county/second-engine/settle.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { clockAt } from '../support/clock.ts';
import { book, NOON } from '../support/county.ts';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { fillCounty, ledgerOf } from './county-of-accounts.ts';

const PEOPLE = 30;
const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

const ELSEWHERE = 'another process carries out settlement 2024; let it finish';

function twoProcesses(engine: string, newAddress: () => string): void {
  describe(`one run, two processes, on ${engine}`, () => {
    const open: CountyStore[] = [];
    afterEach(async () => {
      for (const store of open.splice(0)) await store.close();
    });
    async function connect(address: string): Promise<CountyStore> {
      const store = await openCountyStore(address, { clock: clockAt(NOON) });
      open.push(store);
      return store;
    }
    async function county(): Promise<{ readonly address: string; readonly one: CountyStore }> {
      const address = newAddress();
      const one = await connect(address);
      await fillCounty(one, PEOPLE);
      return { address, one };
    }
    const settle = (store: CountyStore, options: SettleOptions = {}) =>
      settleThrough(store, book(), 2024, { peopleAtOnce: 10, ...options });

    async function undisturbed(through: number): Promise<readonly string[]> {
      const { one } = await county();
      expect(await settleThrough(one, book(), through)).toMatchObject({ ok: true });
      return await ledgerOf(one);
    }
    async function runsOf(store: CountyStore): Promise<readonly string[]> {
      const rows = await store.db
        .selectFrom('runs')
        .selectAll()
        .where('kind', '!=', 'import')
        .orderBy('run')
        .execute();
      return rows.map(({ period, state, row_count }) => `${period} ${state} ${row_count}`);
    }
    async function events(store: CountyStore): Promise<readonly string[]> {
      const rows = await store.db.selectFrom('audit').select('event').orderBy('sequence').execute();
      return rows.map(({ event }) => event).filter((event) => event !== 'county-created');
    }

    it('the one that was overtaken by a step stops, and takes nothing back', async () => {
      const { address, one } = await county();
      const other = await connect(address);
      class Cut extends Error {}
      const done = await settle(one, {
        async progress(behind) {
          if (behind !== 10) return;
          // The other goes on with the run, and is cut off after the next ten people.
          const cut = settle(other, {
            progress: () => {
              throw new Cut();
            },
          });
          await expect(cut).rejects.toThrow(Cut);
        },
      });
      expect(done).toEqual({ ok: false, error: ELSEWHERE });
      expect(await runsOf(one)).toEqual(['2024 open 20']);
      expect(await settle(one)).toMatchObject({ ok: true, value: [{ accounts: PEOPLE }] });
      expect(await ledgerOf(one)).toEqual(await undisturbed(2024));
    });

    it('the one that was overtaken by the whole run stops, and takes nothing back', async () => {
      const { address, one } = await county();
      const other = await connect(address);
      const done = await settle(one, {
        async progress(behind) {
          if (behind === 10) expect(await settle(other)).toMatchObject({ ok: true });
        },
      });
      expect(done).toEqual({ ok: false, error: ELSEWHERE });
      expect(await runsOf(one)).toEqual([`2024 committed ${PEOPLE}`]);
      expect(await events(one)).toEqual(['settlement-committed']);
      expect(await ledgerOf(one)).toEqual(await undisturbed(2024));
    });

    it('who began too late finds it done, and begins no second one', async () => {
      const { address, one } = await county();
      const other = await connect(address);
      await settleThrough(one, book(), 2025);
      // Looked whether the month was paid, found that it was not, and then the other paid it.
      expect(await payMonth(other, book(), '2026-11')).toMatchObject({ ok: true, value: { people: 10 } });
      const rules = ruleValues(book(), 'national-2014', '2026-11');
      if (!rules.ok) throw new Error(rules.error.kind);
      const late = await carryOut(one, {
        kind: 'payment',
        period: '2026-11',
        pack: 'national-2014',
        rules: rules.value,
        work: () => Promise.reject(new Error('worked')),
        check: () => Promise.reject(new Error('checked')),
        event: () => Promise.reject(new Error('noted')),
      });
      expect(late).toEqual({ ok: false, error: 'another process has carried out payment 2026-11' });
      expect((await runsOf(one)).filter((line) => line.startsWith('2026-11'))).toEqual([
        '2026-11 committed 10',
      ]);
    });

    it('both at the last check: one of them commits', async () => {
      const { address, one } = await county();
      const other = await connect(address);
      const done = await settle(one, {
        peopleAtOnce: 20,
        async progress(behind) {
          // Everything is written and nothing checked: the other finds the run as it is.
          if (behind === PEOPLE) expect(await settle(other)).toMatchObject({ ok: true });
        },
      });
      expect(done).toEqual({ ok: false, error: ELSEWHERE });
      expect(await runsOf(one)).toEqual([`2024 committed ${PEOPLE}`]);
      expect(await events(one)).toEqual(['settlement-committed']);
    });

    const wrong: typeof settleYear = (db, work) =>
      settleYear(db, {
        ...work,
        rules: { ...work.rules, interest: { ...work.rules.interest, rateMillionths: 0 } },
      });

    it('a check that fails takes the seals back of one that was cut off before its commit', async () => {
      const { one } = await county();
      const done = await settle(one, {
        engine: wrong,
        async progress(behind) {
          if (behind !== PEOPLE) return;
          const { run } = await one.db
            .selectFrom('runs')
            .select('run')
            .where('state', '=', 'open')
            .executeTakeFirstOrThrow();
          const place = { county: one.county.code, kind: 'run', number: run } as const;
          await one.db
            .insertInto('seals')
            .values({ ...place, subject: 'settlements', page: 1, entries: '[]' })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        },
      });
      expect(done).toMatchObject({ ok: false });
      expect(await runsOf(one)).toEqual(['2024 abandoned 0']);
      expect(await one.db.selectFrom('seals').selectAll().where('kind', '=', 'run').execute()).toEqual([]);
    });

    it('a check that fails takes nothing back of what another has committed', async () => {
      const { address, one } = await county();
      const other = await connect(address);
      const done = await settle(one, {
        peopleAtOnce: 20,
        engine: wrong,
        async progress(behind) {
          if (behind === PEOPLE) expect(await settle(other, { sample: 0 })).toMatchObject({ ok: true });
        },
      });
      expect(done).toEqual({ ok: false, error: ELSEWHERE });
      expect(await runsOf(one)).toEqual([`2024 committed ${PEOPLE}`]);
      expect((await ledgerOf(one)).filter((line) => line.startsWith('settlements'))).toHaveLength(PEOPLE);
      expect(await events(one)).toEqual(['settlement-committed']);
    });

    it('started at the same moment, they settle and pay once, to the same fen', async () => {
      const { address, one } = await county();
      const both = async (what: 'settle' | 'pay'): Promise<readonly (number | null)[]> =>
        Promise.all([child(what, address), child(what, address)]);
      expect(await both('settle')).toContain(0);
      // Who was overtaken by a year may have left the next one to nobody.
      expect(await child('settle', address)).toBe(0);
      expect(await both('pay')).toContain(0);
      expect(await runsOf(one)).toEqual([
        `2024 committed ${PEOPLE}`,
        `2025 committed ${PEOPLE}`,
        `2026-11 committed ${PEOPLE / 3}`,
      ]);
      const single = await county();
      await settleThrough(single.one, book(), 2025);
      await payMonth(single.one, book(), '2026-11');
      expect(await ledgerOf(one)).toEqual(await ledgerOf(single.one));
    });
  });
}

/** Exit code of a process that settles, or pays, ten people at a time. */
async function child(what: 'settle' | 'pay', address: string): Promise<number | null> {
  const process_ = spawn(process.execPath, ['tests/app/county/runs/killed-run.ts', what, address, '0'], {
    stdio: 'ignore',
  });
  const [code] = (await once(process_, 'exit')) as [number | null];
  return code;
}

const directory = mkdtempSync(join(tmpdir(), 'songbai-two-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let count = 0;
twoProcesses('SQLite', () => {
  count += 1;
  return `sqlite:${join(directory, `county${count}.db`)}`;
});

describe.skipIf(bin === undefined)('PostgreSQL', () => {
  let cluster: SharedCluster;
  beforeAll(async () => {
    cluster = await sharedCluster(bin ?? '');
  });
  afterAll(() => cluster?.stop());
  twoProcesses('PostgreSQL', () => {
    count += 1;
    return cluster.database(`two${count}`);
  });
});
