import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportAccounts, exportLedger } from '../../../../app/county/ledger/export-ledger.ts';
import { exportPayments } from '../../../../app/county/ledger/export-payments.ts';
import { accountAsOf } from '../../../../app/county/ledger/account.ts';
import { LedgerModel, textOf } from './support.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { addPeople, addRun, bornOn } from '../contributions/support.ts';

const OLD = bornOn('1955-05-20', 1);
const YOUNG = bornOn('1980-05-20', 2);

let county: TestCounty;
let model: LedgerModel;
beforeEach(async () => {
  county = await testCounty();
  model = new LedgerModel(county.store, county.clock);
  await addPeople(
    county.store,
    { id_number: OLD, name: '石𠮷, 䶮', status: 'receiving', bank_account: '6217000000000000004' },
    { id_number: YOUNG, name: '柏青禾' },
  );
});
afterEach(async () => await county.close());

/** 2026-11-24: imported; 25: settled; 26: corrected; 27: assessed and paid. */
async function live(): Promise<void> {
  await model.run('import', '', async (run) => {
    await model.post(run, OLD, '2014-03', { personal: 20_000, collective: 0, subsidy: 3000 });
    await model.post(run, OLD, '2015-03', { personal: 30_000, collective: 5000, subsidy: 3000 });
    await model.post(run, YOUNG, '2015-03', { personal: 10_000, collective: 0, subsidy: 3000 });
  });
  await model.run('settlement', '2014', async (run) => {
    await model.settle(run, OLD, '2014-12', { personal: 500, collective: 0, subsidy: 75 });
  });
  await model.run('correction', '2015-04', async (run) => {
    await model.post(
      run,
      OLD,
      '2015-04',
      { personal: -20_000, collective: 0, subsidy: -3000 },
      {
        kind: 'reversal',
        contribution_year: null,
        tier: 0,
        paid_on: '',
        bank_serial: '',
        valid_month: '2014-03',
        reverses_year: 2014,
        reverses_number: 1,
      },
    );
  });
  await model.run('payment', '2015-06', async (run) => {
    const balance = model.balance(OLD);
    await county.store.db
      .insertInto('assessments')
      .values({
        county: '990101',
        id_number: OLD,
        month: '2015-06',
        first_month: '2015-06',
        birth_month: '1955-05',
        years_paid: 1,
        service_years: 0,
        certified_through: '2016-04',
        base_due: 1,
        bonus_percent: 0,
        divisor: 139,
        ...balance,
        pension: 278,
        run,
      })
      .execute();
    await model.pay(run, OLD, '2015-06', 278, { addition: 500, service: 100 });
  });
}

describe('accounts', () => {
  test('balances, months, years and pension, full values', async () => {
    await live();
    expect(await textOf(exportAccounts(county.store))).toBe(
      `id_number,name,status,personal,collective,subsidy,total,settled_through,years_paid,pension
${OLD},"石𠮷, 䶮",receiving,302.22,50.00,30.75,382.97,2014-12,1,2.78
${YOUNG},柏青禾,contributing,100.00,0.00,30.00,130.00,,1,
`,
    );
  });

  test.each([
    ['2026-11-23', []],
    ['2026-11-24', ['500.00 50.00 60.00  2', '100.00 0.00 30.00  1']],
    ['2026-11-25', ['505.00 50.00 60.75 2014-12 2', '100.00 0.00 30.00  1']],
    ['2026-11-26', ['305.00 50.00 30.75 2014-12 1', '100.00 0.00 30.00  1']],
    ['2026-11-27', ['302.22 50.00 30.75 2014-12 1', '100.00 0.00 30.00  1']],
  ])('as of %s', async (asOf, expected) => {
    await live();
    const rows = parse<Record<string, string>>(await textOf(exportAccounts(county.store, { asOf })), {
      columns: true,
    });
    expect(
      rows.map((row) =>
        ['personal', 'collective', 'subsidy', 'settled_through', 'years_paid']
          .map((one) => row[one])
          .join(' '),
      ),
    ).toEqual(expected);
  });

  test('since a day: those of which something became known', async () => {
    await live();
    const numbers = async (since: string) =>
      (await textOf(exportAccounts(county.store, { since })))
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.split(',')[0]);
    expect(await numbers('2026-11-24')).toEqual([OLD, YOUNG]);
    expect(await numbers('2026-11-25')).toEqual([OLD]);
    expect(await numbers('2026-11-28')).toEqual([]);
  });

  test('of many people: each once, by number, over any number of pages', async () => {
    const many = Array.from({ length: 601 }, (_, n) => bornOn('1970-01-01', n + 1));
    await addPeople(county.store, ...many.map((id_number) => ({ id_number })));
    await model.run('import', '', async (run) => {
      for (const id of many)
        await model.post(run, id, '2015-03', { personal: 10_000, collective: 0, subsidy: 3000 });
    });
    const rows = parse<Record<string, string>>(await textOf(exportAccounts(county.store)), { columns: true });
    expect(rows.map((row) => row['id_number'])).toEqual(many.toSorted());
    const ledger = parse<Record<string, string>>(await textOf(exportLedger(county.store)), { columns: true });
    expect(ledger.map((row) => row['id_number'])).toEqual(many.toSorted());
  });

  test('an account of somebody who is not in the county any more is there, without a name', async () => {
    await live();
    await county.store.db.deleteFrom('persons').where('id_number', '=', YOUNG).execute();
    expect(await textOf(exportAccounts(county.store))).toContain(`\n${YOUNG},,,100.00,`);
  });
});

describe('the ledger', () => {
  const HEADER =
    'id_number,posted,valid_month,kind,contribution_year,tier,personal,collective,subsidy,balance_personal,balance_collective,balance_subsidy,paid_on,bank_serial,voucher,reverses,run,known_at';

  test('every entry in the order in which it became known', async () => {
    await live();
    expect(await textOf(exportLedger(county.store))).toBe(
      `${HEADER}
${OLD},2014-03,2014-03,current,2014,200.00,200.00,0.00,30.00,200.00,0.00,30.00,2014-03-15,S1-1,2014/1,,1,2026-11-24T12:00:00.000+08:00
${OLD},2015-03,2015-03,current,2015,300.00,300.00,50.00,30.00,500.00,50.00,60.00,2015-03-15,S1-1,2015/1,,1,2026-11-24T12:00:00.000+08:00
${OLD},2014-12,2014-12,interest,,,5.00,0.00,0.75,505.00,50.00,60.75,,,,,2,2026-11-25T12:00:00.000+08:00
${OLD},2015-04,2014-03,reversal,,,-200.00,0.00,-30.00,305.00,50.00,30.75,,,2015/2,2014/1,3,2026-11-26T12:00:00.000+08:00
${OLD},2015-06,2015-06,draw-down,,,-2.78,0.00,0.00,302.22,50.00,30.75,,,,,4,2026-11-27T12:00:00.000+08:00
${YOUNG},2015-03,2015-03,current,2015,100.00,100.00,0.00,30.00,100.00,0.00,30.00,2015-03-15,S1-1,2015/1,,1,2026-11-24T12:00:00.000+08:00
`,
    );
  });

  test('since a day the balances still count what came before', async () => {
    await live();
    const rows = (await textOf(exportLedger(county.store, { since: '2026-11-27' }))).trimEnd().split('\n');
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/,draw-down,,,-2.78,0.00,0.00,302.22,50.00,30.75,/);
    const day = await textOf(exportLedger(county.store, { since: '2026-11-25', asOf: '2026-11-25' }));
    expect(day.trimEnd().split('\n')).toHaveLength(2);
  });

  test('the heirs’ part is taken out once: by its posting, not by its payment too', async () => {
    await live();
    await model.run('payment', '2015-07', async (run) => {
      const { personal, collective, subsidy } = model.balance(OLD);
      await model.post(
        run,
        OLD,
        '2015-07',
        { personal: -personal, collective: -collective, subsidy: -subsidy },
        { kind: 'inheritance', tier: 0 },
      );
      await model.pay(run, OLD, '2015-07', 0, {
        kind: 'inheritance',
        base: 0,
        draw_personal: personal,
        draw_collective: collective,
        draw_subsidy: 0,
      });
    });
    const account = await accountAsOf(county.store.db, '990101', OLD);
    expect(account?.balances).toEqual({ personal: 0, collective: 0, subsidy: 0 });
    const payments = await textOf(exportPayments(county.store));
    // The heirs get the ledgers, less what stays with the fund.
    expect(payments).toMatch(
      /^2015-07,2015-07,inheritance,.*,0.00,0.00,0.00,0.00,352.22,302.22,50.00,0.00,0.00,5,/m,
    );
  });

  test('what became known after a settlement counts, whatever month it was posted in', async () => {
    await live();
    await model.run('correction', '2015-07', async (run) => {
      const change = { personal: 700, collective: 0, subsidy: 0 };
      await model.post(run, OLD, '2014-11', change, { kind: 'correction', tier: 0 });
    });
    const account = await accountAsOf(county.store.db, '990101', OLD);
    expect(account?.balances).toEqual(model.balance(OLD));
  });

  test('rows of an open and of an abandoned run are in no export', async () => {
    await live();
    const before = [await textOf(exportLedger(county.store)), await textOf(exportPayments(county.store))];
    await addRun(county.store, { run: 8, kind: 'payment', state: 'abandoned', committed_at: null });
    await addRun(county.store, { run: 9, kind: 'payment', state: 'open', committed_at: null });
    for (const run of [8, 9]) {
      await model.post(run, OLD, '2015-07', { personal: 1, collective: 0, subsidy: 0 });
      await model.pay(run, OLD, run === 8 ? '2015-08' : '2015-09', 278);
    }
    expect([await textOf(exportLedger(county.store)), await textOf(exportPayments(county.store))]).toEqual(
      before,
    );
  });

  test('nobody has an account that nothing is known of', async () => {
    await live();
    expect(await accountAsOf(county.store.db, '990101', bornOn('1999-01-01'))).toBeUndefined();
    expect(await accountAsOf(county.store.db, '990101', YOUNG, Date.parse('2026-11-23'))).toBeUndefined();
    expect(await accountAsOf(county.store.db, '990101', YOUNG)).toMatchObject({
      yearsPaid: 1,
      settledThrough: '',
    });
  });
});

describe('payments', () => {
  test('parts, sources and what goes to the bank', async () => {
    await live();
    expect(await textOf(exportPayments(county.store))).toBe(
      `paid_in,for_month,kind,id_number,name,bank_account,base,pension,addition,service,total,draw_personal,draw_collective,draw_subsidy,fund,run,known_at
2015-06,2015-06,pension,${OLD},"石𠮷, 䶮",6217000000000000004,123.00,2.78,5.00,1.00,131.78,2.78,0.00,0.00,0.00,4,2026-11-27T12:00:00.000+08:00
`,
    );
    expect((await textOf(exportPayments(county.store, { since: '2026-11-27' }))).split('\n')).toHaveLength(3);
    expect((await textOf(exportPayments(county.store, { since: '2026-11-28' }))).split('\n')).toHaveLength(2);
  });

  test('by month of the money, number and month paid for; each once over pages', async () => {
    await live();
    const months = Array.from({ length: 1203 }, (_, n) => {
      const month = 2015 * 12 + 6 + Math.floor(n / 9);
      return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
    });
    await model.run('payment', '2015-07', async (run) => {
      for (const [n, month] of months.entries())
        await model.pay(run, n % 2 === 0 ? OLD : YOUNG, month, 0, { for_month: `2014-0${1 + (n % 9)}` });
    });
    const rows = parse<Record<string, string>>(await textOf(exportPayments(county.store)), { columns: true });
    const keys = rows.map((row) => [row['paid_in'], row['id_number'], row['for_month']].join(' '));
    expect(keys).toHaveLength(1204);
    expect(keys).toEqual([...new Set(keys)].sort());
  });
});

test.each(['yesterday', '2026-11', '2026-02-30', ''])('%j is no day', (day) => {
  for (const [option, pieces] of [
    ['--since', exportAccounts(county.store, { since: day })],
    ['--since', exportPayments(county.store, { since: day })],
    ['--as-of', exportLedger(county.store, { asOf: day })],
  ] as const)
    expect(pieces.ok ? '' : pieces.error).toBe(
      `${option} ${JSON.stringify(day)} is not a day; write YYYY-MM-DD`,
    );
});
