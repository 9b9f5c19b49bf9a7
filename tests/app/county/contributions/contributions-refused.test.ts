import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addPeople,
  addRun,
  bornOn,
  file,
  HEADER,
  line,
  loadContributions,
  postings,
  runs,
  SOMEONE,
} from './support.ts';
import type { SetClock } from '../support/clock.ts';
import type { Bench } from '../persons/support.ts';
import { openBench } from '../persons/support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await addPeople(bench.store, { id_number: SOMEONE });
});
afterEach(async () => await bench.close());

const load = (...lines: readonly string[]) => loadContributions(bench.store, bench.directory, file(...lines));
const done = (imported: number, rejected: number) => ({ ok: true, value: { imported, rejected } });

describe('accounts that take nothing any more', () => {
  const { county } = { county: '990101' };
  test.each([
    ['death', '2015-02', 1],
    ['death', '2015-03', 0],
    ['transfer', '2015-03', 1],
    ['seal', '2015-03', 1],
    ['seal', '2015-04', 0],
  ] as const)('%s in %s', async (kind, month, rejected) => {
    await addRun(bench.store, { kind: 'payment', period: month });
    await bench.store.db
      .insertInto('exits')
      .values({ county, id_number: SOMEONE, kind, month, reported: month, run: 1 })
      .execute();
    const { outcome, rejects } = await load(line());
    expect(outcome).toMatchObject(done(1 - rejected, rejected));
    if (rejected > 0) expect(rejects[0]).toMatch(/paid_on: lies after the (death|transfer|sealing)/);
  });

  test.each([
    ['2015-02', null, 1],
    ['2015-03', null, 0],
    // The application says better when the benefit was taken up.
    ['2015-02', '2015-03', 0],
    [null, '2015-02', 1],
  ])('benefit from %s, applied in %s', async (benefit_start, applied, rejected) => {
    const id_number = bornOn('1955-01-20');
    await addPeople(bench.store, { id_number, benefit_start, status: 'receiving' });
    if (applied !== null)
      await bench.store.db
        .insertInto('applications')
        .values({
          county,
          id_number,
          month: applied,
          birth: '1955-01-20',
          first_month: '2015-02',
          service_years: 0,
          run: 1,
        })
        .execute();
    const { outcome, rejects } = await load(line({ id_number }));
    expect(outcome).toMatchObject(done(1 - rejected, rejected));
    if (rejected > 0) expect(rejects[0]).toMatch(/paid_on: lies after the benefit began;/);
  });

  const settlement = { county, interest_personal: 0, interest_collective: 0, interest_subsidy: 0 };
  const balance = { personal: 20_000, collective: 0, subsidy: 3000 };

  test('a settled year is for corrections, for that account and for new ones', async () => {
    const other = bornOn('1971-01-01');
    await addPeople(bench.store, { id_number: other });
    await load(line({ year: 2014, paid_on: '2014-06-01' }));
    await addRun(bench.store, { run: 2, period: '2014' });
    await bench.store.db
      .insertInto('settlements')
      .values({ ...settlement, ...balance, year: 2014, through: 12, id_number: SOMEONE, run: 2 })
      .execute();
    const gap = { year: 2013, kind: 'gap', subsidy: '0.00', paid_on: '2014-12-31' };
    const { outcome, rejects } = await load(
      line(gap),
      line({ ...gap, id_number: other }),
      line({ ...gap, paid_on: '2015-01-01' }),
      line({ year: 2014, paid_on: '2014-06-01' }),
    );
    expect(outcome).toMatchObject(done(1, 2));
    expect(rejects[0]).toMatch(/^2,paid_on: 2014 is settled for this account; post it with county correct,/);
    expect(rejects[1]).toMatch(/^3,paid_on: 2014 is settled in this county; post it with county correct,/);
  });

  test('a part of a year that was settled before an assessment, and an assessed account', async () => {
    await addRun(bench.store, { run: 1, kind: 'payment', period: '2015-05' });
    await bench.store.db
      .insertInto('settlements')
      .values({ ...settlement, ...balance, year: 2015, through: 4, id_number: SOMEONE, run: 1 })
      .execute();
    await bench.store.db
      .insertInto('assessments')
      .values({
        ...balance,
        county,
        id_number: SOMEONE,
        month: '2015-05',
        first_month: '2015-05',
        birth_month: '1955-04',
        years_paid: 1,
        service_years: 0,
        certified_through: '2016-04',
        base_due: 1,
        bonus_percent: 0,
        divisor: 139,
        pension: 100,
        run: 1,
      })
      .execute();
    const { rejects } = await load(line({ paid_on: '2015-04-30' }), line({ paid_on: '2015-05-01' }));
    expect(rejects[0]).toMatch(/2015 is settled for this account/);
    expect(rejects[1]).toMatch(/the pension was assessed since; post it with county correct/);
  });
});

describe('all or nothing', () => {
  test.each([
    ['payment', '2026-11', /the payment run 1 for 2026-11 is open; finish it, then import again$/],
    ['settlement', '2025', /the settlement run 1 for 2025 is open/],
  ] as const)('an open %s run is named, and nothing is imported', async (kind, period, message) => {
    await addRun(bench.store, { kind, period, state: 'open', committed_at: null });
    const { outcome, rejects } = await load(line());
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'failed' } });
    expect(outcome.ok ? '' : outcome.error.message).toMatch(message);
    expect(rejects).toEqual([]);
    expect(await postings(bench.store)).toEqual([]);
    expect(await runs(bench.store)).toHaveLength(1);
  });

  test('a database that gives up in the middle leaves nothing behind', async () => {
    const many = Array.from({ length: 6000 }, (_, n) =>
      bornOn(`19${70 + (n % 20)}-01-01`, Math.floor(n / 20)),
    );
    await bench.store.db.transaction().execute(async (tx) => {
      const { personRow } = await import('../support/county.ts');
      for (let at = 0; at < many.length; at += 1000)
        await tx
          .insertInto('persons')
          .values(
            many
              .slice(at, at + 1000)
              .map((id) => ({ ...personRow(bench.store, id, 'contributing'), benefit_start: null })),
          )
          .execute();
    });
    const { sql } = await import('kysely');
    await sql`create trigger disk_full before insert on postings when new.bank_serial = 'S5500'
      begin select raise(abort, 'disk is full'); end`.execute(bench.store.db);
    const rows = many.map((id_number, n) => line({ id_number, bank_serial: `S${n}` }));
    const first = await load(...rows);
    expect(first.outcome.ok ? '' : first.outcome.error.message).toMatch(
      /contributions.csv: stopped after 5000 rows, disk is full; nothing of it counts; import it again$/,
    );
    expect(await postings(bench.store)).toEqual([]);
    expect((await runs(bench.store)).map(({ state }) => state)).toEqual(['abandoned']);
    await sql`drop trigger disk_full`.execute(bench.store.db);
    expect((await load(...rows)).outcome).toMatchObject(done(6000, 0));
  });

  test('a clock that was set back does not let a run slip in before what was known earlier', async () => {
    await load(line());
    (bench.store.clock as SetClock).advance(-86_400_000);
    await load(line({ year: 2016, paid_on: '2016-02-02' }));
    const [first, second] = await runs(bench.store);
    expect(second?.committed_at).toBe(first?.committed_at);
  });

  test('files that are no tables are refused before a run is opened', async () => {
    for (const content of ['', 'x', `${HEADER},more\n`, Buffer.from([0xff, 0xfe, 0x00])]) {
      const { outcome } = await loadContributions(bench.store, bench.directory, content);
      expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
    }
    expect(await runs(bench.store)).toEqual([]);
  });
});
