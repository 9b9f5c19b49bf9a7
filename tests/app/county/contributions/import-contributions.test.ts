import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { walkAudit } from '../../../../shared/audit/walk.ts';
import { readAudit } from '../../../../app/county/audit/chain/append.ts';
import {
  addPeople,
  addRun,
  bornOn,
  file,
  line,
  loadContributions,
  postings,
  runs,
  SOMEONE,
} from './support.ts';
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

describe('good rows', () => {
  test('become postings of all three ledgers, in the month of payment, in one committed run', async () => {
    const { outcome } = await load(
      line({ collective: '50.00' }),
      line({ year: 2016, paid_on: '2017-01-05' }),
    );
    expect(outcome).toMatchObject(done(2, 0));
    expect(await postings(bench.store)).toEqual([
      {
        county: '990101',
        year: 2015,
        id_number: SOMEONE,
        number: 1,
        month: 3,
        valid_month: '2015-03',
        kind: 'current',
        contribution_year: 2015,
        tier: 20_000,
        personal: 20_000,
        collective: 5000,
        subsidy: 3000,
        paid_on: '2015-03-10',
        bank_serial: 'B1',
        reverses_year: null,
        reverses_number: null,
        run: 1,
      },
      expect.objectContaining({ year: 2017, month: 1, contribution_year: 2016, number: 1, run: 1 }),
    ]);
    expect(await runs(bench.store)).toEqual([
      expect.objectContaining({
        run: 1,
        kind: 'import',
        period: '',
        state: 'committed',
        pack: 'national-2014',
        row_count: 2,
        committed_at: bench.store.clock.now(),
      }),
    ]);
  });

  test('are counted in the audit chain by the transaction that commits them', async () => {
    await load(line({ collective: '50.00' }), line({ year: 2016, paid_on: '2016-01-05' }));
    const rows = await readAudit(bench.store.db, '990101', 0, 10);
    expect(rows.map((row) => row.event)).toEqual([
      'county-created',
      'persons-imported',
      'contributions-imported',
    ]);
    expect(JSON.parse(rows[2]?.details ?? '')).toMatchObject({
      run: 1,
      rows: 2,
      personal: 40_000,
      collective: 5000,
      subsidy: 6000,
      sealed: expect.any(String) as string,
    });
    const head = await bench.store.db
      .selectFrom('audit_head')
      .select(['sequence', 'hash'])
      .executeTakeFirst();
    expect(walkAudit(bench.store.crypto, rows, head).findings).toEqual([]);
  });

  test('two payments of one year of posting are numbered', async () => {
    await load(
      line({ year: 2014, kind: 'gap', paid_on: '2015-01-02', subsidy: '0.00' }),
      line({ bank_serial: 'B2' }),
    );
    await load(line({ year: 2013, kind: 'gap', paid_on: '2015-06-02', subsidy: '0.00' }));
    expect((await postings(bench.store)).map((row) => [row.number, row.contribution_year, row.run])).toEqual([
      [1, 2014, 1],
      [2, 2015, 1],
      [3, 2013, 2],
    ]);
  });

  test('back-payment may lie before the scheme began, and takes a tier of the day it is paid on', async () => {
    const old = bornOn('1948-02-01');
    await addPeople(bench.store, { id_number: old });
    const row = { id_number: old, kind: 'backpay', paid_on: '2015-06-01', subsidy: '0.00' };
    const { outcome, rejects } = await load(
      line({ ...row, year: 1996, tier: '2000.00', personal: '2000.00' }),
      line({ ...row, year: 1947, tier: '2000.00', personal: '2000.00' }),
    );
    expect(outcome).toMatchObject(done(1, 1));
    expect(rejects).toEqual([expect.stringMatching(/^3,year: lies before the birth/) as string]);
  });

  test('tiers of any day of a year count: 2014 had the old and the new ones', async () => {
    const { outcome } = await load(
      line({ year: 2014, tier: '2000.00', personal: '2000.00', subsidy: '60.00', paid_on: '2014-01-10' }),
    );
    expect(outcome).toMatchObject(done(1, 0));
  });

  test.each([
    ['0.00', '100.00', 0],
    ['200.00', '300.00', 0],
    ['300.00', '300.00', 0],
    ['0.00', '300.00', 1],
    ['250.00', '300.00', 1],
  ])('the government pays the lowest tier: %s of a tier of %s', async (personal, tier, rejected) => {
    const disabled = bornOn('1980-01-01');
    await addPeople(bench.store, { id_number: disabled, special_group: 'severe-disability' });
    const { outcome, rejects } = await load(line({ id_number: disabled, tier, personal }));
    expect(outcome).toMatchObject(done(1 - rejected, rejected));
    if (rejected > 0) expect(rejects[0]).toMatch(/personal: must be 300.00, the tier, or 200.00 for those/);
    // The account is credited with the whole tier and the subsidy (SUB-gov-paid).
    else
      expect((await postings(bench.store))[0]).toMatchObject({
        personal: Number(tier) * 100,
        subsidy: 3000,
      });
  });

  test('another subsidy than the pack’s is taken as it stands and counted', async () => {
    const { outcome } = await load(
      line({ subsidy: '45.00' }),
      line({ year: 2016, paid_on: '2016-02-01', subsidy: '0.00' }),
      line({ year: 2017, paid_on: '2017-02-01' }),
    );
    expect(outcome).toMatchObject(done(3, 0));
    expect(outcome).toMatchObject({ value: { notes: ["2 rows carry another subsidy than the pack's"] } });
    expect((await postings(bench.store)).map((row) => row.subsidy)).toEqual([4500, 0, 3000]);
  });

  test('a number with x, and money without decimals, are the same', async () => {
    const { outcome } = await load(line({ tier: '200', personal: '200.0' }).toLowerCase());
    expect(outcome).toMatchObject(done(1, 0));
  });
});

describe('the same again', () => {
  test('imports nothing, rejects nothing and changes nothing', async () => {
    const disabled = bornOn('1980-01-01');
    await addPeople(bench.store, { id_number: disabled, special_group: 'severe-disability' });
    const rows = [
      line(),
      line({ id_number: disabled, personal: '100.00' }),
      line({ year: 2016, paid_on: '2016-05-05', bank_serial: '' }),
    ];
    expect((await load(...rows)).outcome).toMatchObject(done(3, 0));
    const before = {
      postings: await postings(bench.store),
      runs: await runs(bench.store),
      audit: await readAudit(bench.store.db, '990101', 0, 10),
    };
    expect((await load(...rows)).outcome).toMatchObject(done(0, 0));
    expect({
      postings: await postings(bench.store),
      runs: await runs(bench.store),
      audit: await readAudit(bench.store.db, '990101', 0, 10),
    }).toEqual(before);
  });

  test('with a row more, only that comes in, as a further run', async () => {
    await load(line());
    const more = line({ year: 2016, paid_on: '2016-05-05' });
    expect((await load(line(), more)).outcome).toMatchObject(done(1, 0));
    expect((await runs(bench.store)).map(({ run, row_count }) => [run, row_count])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test.each([
    { tier: '300.00', personal: '300.00' },
    { subsidy: '45.00' },
    { collective: '10.00' },
    { paid_on: '2015-03-11' },
    { personal: '150.00' },
  ])('with other amounts (%j) it is rejected', async (more) => {
    await load(line());
    const { outcome, rejects } = await load(line(more));
    expect(outcome).toMatchObject(done(0, 1));
    expect(rejects[0]).toMatch(/already posted with other amounts; correct it with county correct/);
    expect(await postings(bench.store)).toHaveLength(1);
  });

  test('after a correction the file as it was changes nothing, and a year taken back is free', async () => {
    await load(line());
    await addRun(bench.store, { run: 2, kind: 'correction', period: '2016-01' });
    const [posting] = await postings(bench.store);
    await bench.store.db
      .insertInto('postings')
      .values({
        ...posting!,
        year: 2016,
        month: 1,
        number: 1,
        kind: 'reversal',
        contribution_year: null,
        personal: -20_000,
        subsidy: -3000,
        reverses_year: 2015,
        reverses_number: 1,
        run: 2,
      })
      .execute();
    expect((await load(line())).outcome).toMatchObject(done(0, 0));
    expect((await load(line({ tier: '300.00', personal: '300.00' }))).outcome).toMatchObject(done(1, 0));
  });
});

describe('rows that are not taken', () => {
  const child = bornOn('2000-07-01', 2);
  test.each([
    ['nobody', { id_number: bornOn('1971-01-01') }, /id_number: nobody in the county has this number/],
    ['no number', { id_number: '12' }, /id_number: neither 18 characters/],
    ['half a year', { year: '2015.5' }, /year: expected a whole number of four digits/],
    ['no year', { year: '' }, /year: expected a whole number/],
    ['a strange kind', { kind: 'extra' }, /kind: expected current, backpay, gap/],
    ['no tier', { tier: '' }, /tier: expected yuan with two decimals/],
    ['money in fen', { subsidy: '30.001' }, /subsidy: expected yuan with two decimals/],
    ['money with a comma', { personal: '"1,000.00"' }, /personal: expected yuan/],
    ['negative money', { collective: '-1.00' }, /collective: is negative; .* county correct/],
    ['too much money', { subsidy: '2000000.00' }, /subsidy: more than 1000000.00/],
    ['no day', { paid_on: '2015-02-29' }, /paid_on: expected a day that exists, YYYY-MM-DD/],
    ['a formula', { bank_serial: '=1+1' }, /bank_serial: expected letters, digits/],
    [
      'a day to come',
      { year: 2026, paid_on: '2026-11-24' },
      /paid_on: lies in the future; today is 2026-11-23/,
    ],
    ['before birth', { paid_on: '1970-05-19' }, /paid_on: lies before the birth/],
    [
      'before the scheme',
      { year: 2008, paid_on: '2008-05-19' },
      /paid_on: lies before 2009, when the scheme/,
    ],
    ['a year to come', { year: 2027, paid_on: '2026-11-01' }, /year: 2027 has not come/],
    ['before its year', { paid_on: '2014-12-31' }, /paid_on: lies before 2015, the year paid for/],
    ['long after its year', { paid_on: '2017-01-01' }, /paid_on: a current year .* the kind is gap/],
    [
      'no tier then',
      { tier: '150.00', personal: '150.00' },
      /tier: 150.00 was no tier in 2015 \(100.00, 200.00, /,
    ],
    [
      'a tier of later',
      { year: 2010, paid_on: '2010-03-01', tier: '600.00', personal: '600.00' },
      /tier: 600.00 was no tier in 2010 \(100.00, 200.00, 300.00, 400.00, 500.00\)/,
    ],
    [
      'back-payment at a tier of another day',
      { year: 2005, kind: 'backpay', paid_on: '2011-06-01', tier: '600.00', personal: '600.00' },
      /tier: 600.00 was no tier on 2011-06-01/,
    ],
    ['less than the tier', { personal: '100.00' }, /personal: must be 200.00, the tier, or 100.00 for those/],
    ['more than the tier', { personal: '300.00' }, /personal: must be 200.00, the tier/],
    ['too much aid', { collective: '2000.01' }, /collective: above the yearly cap of 2000.00/],
    [
      'too much aid for its year',
      { year: 2010, paid_on: '2010-03-01', collective: '500.01' },
      /collective: above the yearly cap of 500.00/,
    ],
    ['a subsidised gap', { kind: 'gap', paid_on: '2016-01-01' }, /subsidy: a gap .* must be 0.00/],
    [
      'before the scheme, not as back-payment',
      { year: 2008, kind: 'gap' },
      /year: the scheme began in 2009; .*backpay/,
    ],
    ['below 16', { id_number: child }, /year: the person was of age to join \(16\) only later/],
  ])('%s', async (_, more, reason) => {
    await addPeople(bench.store, { id_number: child });
    const { outcome, rejects } = await load(line(more), line({ year: 2016, paid_on: '2016-02-02' }));
    expect(outcome).toMatchObject(done(1, 1));
    expect(rejects).toEqual([expect.stringMatching(/^2,/) as string]);
    expect(rejects[0]).toMatch(reason);
    expect((await postings(bench.store)).map((row) => row.contribution_year)).toEqual([2016]);
  });

  test('no reason holds a number of a person', async () => {
    const { rejects } = await load(line({ id_number: bornOn('1971-01-01') }), line(), line());
    for (const reject of rejects) {
      const [, reason = ''] = /^\d+,("(?:[^"]|"")*"|[^,]*),/.exec(reject) ?? [];
      expect(reason).not.toBe('');
      expect(reason).not.toMatch(/\d{10}/);
    }
  });

  test('the year in which one turns 16 may be paid', async () => {
    const young = bornOn('1999-12-31', 3);
    await addPeople(bench.store, { id_number: young });
    expect((await load(line({ id_number: young }))).outcome).toMatchObject(done(1, 0));
  });

  test('a year twice, in the file and in the ledger', async () => {
    const gap = line({ kind: 'gap', subsidy: '0.00', paid_on: '2016-01-01', bank_serial: 'B2' });
    const first = await load(line(), line(), gap);
    expect(first.outcome).toMatchObject(done(1, 2));
    expect(first.rejects[0]).toMatch(/^3,year: 2015 is paid in line 2 already,/);
    expect(first.rejects[1]).toMatch(/^4,year: 2015 is paid in line 2 already,/);
    const second = await load(gap);
    expect(second.rejects[0]).toMatch(/^2,"year: 2015 is posted already, as another payment",/);
  });

  test('rejects stand in the order of lines, whoever found them', async () => {
    const { rejects } = await load(line({ id_number: bornOn('1971-01-01') }), 'a,b', line({ year: '' }));
    expect(rejects.map((row) => row.split(',')[0])).toEqual(['2', '3', '4']);
  });

  test('a corrected rejects file can be imported as it is', async () => {
    await load(line({ tier: '150.00', personal: '150.00' }), line({ year: 2016, paid_on: '2016-02-02' }));
    const { readFileSync } = await import('node:fs');
    const rejects = readFileSync(`${bench.directory}/contributions.csv.rejects.csv`, 'utf8');
    const again = rejects.replaceAll(',150.00', ',100.00');
    expect((await loadContributions(bench.store, bench.directory, again)).outcome).toMatchObject(done(1, 0));
  });
});
