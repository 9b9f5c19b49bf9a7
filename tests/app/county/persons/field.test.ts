import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { splitRow } from '../../../../app/county/csv/csv.ts';
import { importPersons } from '../../../../app/county/persons/import-persons.ts';
import { checkCharacter } from '../../../../shared/identity/id-number.ts';
import { loadContributions } from '../contributions/support.ts';
import type { Bench } from './support.ts';
import { HEADER, line, openBench } from './support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => await bench.close());

async function field(name: string, options: Parameters<typeof importPersons>[2] = {}) {
  const file = join(bench.directory, name);
  copyFileSync(join('tests/fixtures/field', name), file);
  return await importPersons(bench.store, file, options);
}

/** Line and reason of each row in a file beside. */
function remarks(name: string, kind: 'rejects' | 'doubts'): readonly string[] {
  const file = join(bench.directory, `${name}.${kind}.csv`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => {
      const values = splitRow(row);
      if (!values.ok) throw new Error(values.error);
      return `${values.value[0]} ${values.value[1]}`;
    });
}

const file = (...lines: readonly string[]): string => `${[HEADER, ...lines].join('\n')}\n`;
const names = async (): Promise<readonly (string | null | undefined)[]> =>
  (await bench.people()).map((person) => person['name']);
/** A number of somebody born on these eight digits, right but for what they say. */
function born(eight: string, sequence = 101): string {
  const first = `990101${eight}${String(sequence).padStart(3, '0')}`;
  return first + checkCharacter(first);
}

describe('numbers that a spreadsheet cut', () => {
  test('refuse the whole file, before a row is in', async () => {
    const outcome = await field('excel-fifteen-digits.csv');
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(outcome.ok ? '' : outcome.error.message).toMatch(
      /cut to 15 digits by a spreadsheet \(id_number: .*--accept-damaged$/,
    );
    expect(await bench.people()).toEqual([]);
  });

  test('are taken where they look right, when somebody says so', async () => {
    const outcome = await field('excel-fifteen-digits.csv', { acceptDamaged: true });
    expect(outcome).toMatchObject({ ok: true, value: { imported: 11, rejected: 109 } });
  });

  test('are noticed when only some rows were cut, and when only the accounts were', async () => {
    const cut = ['19500302', '19500304', '19500305', '19500306'].map((eight, n) =>
      line(n, { id_number: `990101${eight}1000` }),
    );
    const good = Array.from({ length: 300 }, (_, n) => line(n + 1));
    expect(await bench.load(file(...good, ...cut))).toMatchObject({ ok: false });
    const accounts = Array.from({ length: 300 }, (_, n) =>
      line(n + 1, {
        bank_account: n < 20 ? `62170001${String(1_234_567 + n * 7)}0000` : '6217000000000000004',
      }),
    );
    const outcome = await bench.load(file(...accounts));
    expect(outcome.ok ? '' : outcome.error.message).toMatch(/\(bank_account: /);
  });

  test('are not suspected where numbers end in zeros by right, or a hand slipped once', async () => {
    const zeros: string[] = [];
    for (let day = 1; day <= 28; day += 1)
      for (let sequence = 0; sequence < 1000; sequence += 1) {
        const number = born(`195001${String(day).padStart(2, '0')}`, sequence);
        if (number.endsWith('000')) zeros.push(number);
      }
    expect(zeros.length).toBeGreaterThan(20);
    const rows = zeros.map((id_number, n) => line(n, { id_number }));
    const slips = ['19500607', '19500609'].map((eight) => line(0, { id_number: `990101${eight}1000` }));
    expect(await bench.load(file(...rows, ...slips))).toMatchObject({
      ok: true,
      value: { imported: zeros.length, rejected: 2 },
    });
  });

  test('are not suspected in one account that ends in zeros and stands in every row', async () => {
    const rows = Array.from({ length: 50 }, (_, n) => line(n + 1, { bank_account: '0710101001000120000' }));
    expect(await bench.load(file(...rows))).toMatchObject({ ok: true, value: { imported: 50 } });
  });

  test('refuse a file of contributions, too', async () => {
    const head = 'id_number,year,kind,tier,personal,collective,subsidy,paid_on,bank_serial';
    const rows = ['19700302', '19700304', '19700305'].map(
      (eight) => `990101${eight}1000,2015,current,100.00,100.00,0.00,30.00,2015-05-06,S1`,
    );
    const { outcome } = await loadContributions(bench.store, bench.directory, [head, ...rows].join('\n'));
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
  });
});

describe('births', () => {
  test('that cannot be are refused', async () => {
    expect(await field('impossible-births.csv')).toMatchObject({
      ok: true,
      value: { imported: 0, rejected: 3 },
    });
    expect(remarks('impossible-births.csv', 'rejects')).toEqual([
      '2 id_number: digits 7 to 14 are no day that exists',
      expect.stringMatching(/^3 id_number: older than 130, and receiving/),
      '4 id_number: too young for the scheme, which one may join at 16',
    ]);
  });

  test.each([
    ['29 February of no leap year', { id_number: born('19510229') }, /no day that exists/],
    ['day 0', { id_number: born('19500100') }, /no day that exists/],
    ['a year to come', { id_number: born('20991231') }, /still to come/],
    ['tomorrow', { id_number: born('20261124'), status: 'contributing', benefit_start: '' }, /still to come/],
    ['fifteen', { id_number: born('20110101'), status: 'contributing', benefit_start: '' }, /too young/],
    [
      'a payee of fifty-nine',
      { id_number: born('19661201'), benefit_start: '2026-11' },
      /not 60 years old yet/,
    ],
    ['a suspended one', { id_number: born('19850101'), status: 'suspended' }, /not 60 years old yet/],
    [
      'a contributor of 131',
      { id_number: born('18951101'), status: 'contributing', benefit_start: '' },
      /older than 130/,
    ],
  ])('%s', async (_, more, reason) => {
    expect(await bench.load(file(line(1, more)))).toMatchObject({ ok: true, value: { imported: 0 } });
    expect(bench.rejects()?.[0]).toMatch(reason);
  });

  test.each([
    ['a payee of sixty this month', { id_number: born('19661130'), benefit_start: '2026-12' }],
    ['a payee of 120', { id_number: born('19061001') }],
    ['29 February of a leap year', { id_number: born('19480229') }],
    ['somebody of sixteen', { id_number: born('20101101'), status: 'contributing', benefit_start: '' }],
    ['the dead of another century', { id_number: born('18900101'), status: 'deceased' }],
    ['a contributor past sixty', { id_number: born('19600101'), status: 'contributing', benefit_start: '' }],
    ['the short number of a foreigner', { id_number: 'UTO110015203035' }],
  ])('%s is taken', async (_, more) => {
    expect(await bench.load(file(line(1, more)))).toMatchObject({
      ok: true,
      value: { imported: 1, rejected: 0 },
    });
  });
});

describe('names', () => {
  test('that were lost on the way are refused with their character and its place', async () => {
    expect(await field('lost-names.csv')).toMatchObject({
      ok: true,
      value: { imported: 3, rejected: 9, notes: [expect.stringMatching(/^2 names were .*NFC/)] },
    });
    const places = remarks('lost-names.csv', 'rejects').map((text) =>
      text.replace(/^(\d+) name.*: (U\+.*)$/, '$1 $2'),
    );
    expect(places).toEqual([
      '2 U+3013 at place 2',
      '3 U+FF0A at place 2',
      '4 U+0028 at place 1',
      '6 U+200B at place 2',
      '7 U+70EB at place 1',
      '8 U+00BC at place 2',
      '9 U+0023 at place 1',
      '10 U+0030 at place 1',
      '11 U+0026 at place 1',
    ]);
    // Trimmed, of an old font, and one in Latin letters that somebody should look at.
    expect(await names()).toEqual(['张三', '王䶮', 'WEI']);
    expect(remarks('lost-names.csv', 'doubts')).toContain('13 name: U+0057 at place 1 is a Latin letter');
  });

  test('that are only rare, old or long are taken as they are', async () => {
    expect(await field('card-name-e863.persons.csv')).toMatchObject({ value: { imported: 10, rejected: 0 } });
    expect((await names()).slice(0, 7)).toEqual([
      '李子𮯰',
      '李子𰻝',
      '李子𱍐',
      '李子鿿',
      '李子䶿',
      '李子\uf7ee',
      '李子䶮',
    ]);
    expect(await field('card-foreign-2023.persons.csv')).toMatchObject({ value: { rejected: 2 } });
    expect(remarks('card-foreign-2023.persons.csv', 'rejects')).toEqual([
      expect.stringMatching(/U\+1F236 at place 2$/),
      expect.stringMatching(/no day that exists$/),
    ]);
  });
});

describe('payees', () => {
  test('who cannot be are refused, who smell are listed', async () => {
    expect(await field('implausible-payees.csv')).toMatchObject({ value: { imported: 5, rejected: 4 } });
    expect(remarks('implausible-payees.csv', 'rejects')).toEqual([
      '2 certified_through: later than 2027-10, as far as a certification of today holds',
      '3 benefit_start: before the scheme began (2009-09)',
      '4 status: receiving, but not 60 years old yet',
      '5 benefit_start: empty, but status is receiving',
    ]);
    const doubts = remarks('implausible-payees.csv', 'doubts');
    expect(doubts).toEqual(
      expect.arrayContaining([
        '6 bank_account: shared by 3 people who draw a pension',
        '7 bank_account: shared by 3 people who draw a pension',
        '8 bank_account: shared by 3 people who draw a pension',
        '9 bank_account: empty, but status is receiving',
        '10 bank_account: the check digit of the card is wrong',
      ]),
    );
    expect(await bench.people()).toHaveLength(5);
  });

  test('of one name, telephone, card and account under two numbers are listed, both', async () => {
    expect(await field('one-person-two-numbers.csv')).toMatchObject({ value: { imported: 2, rejected: 0 } });
    const doubts = remarks('one-person-two-numbers.csv', 'doubts');
    for (const row of [2, 3])
      for (const column of ['bank_account', 'phone', 'ssc_number'])
        expect(doubts).toContain(
          `${row} ${column}: the same name has it under another number; perhaps one person`,
        );
  });

  test('are listed for the name that is there twice, not for whom they live with', async () => {
    const phone = '13911112222';
    const rows = [
      line(1, { phone, bank_account: '1' }),
      line(2, { phone, bank_account: '2' }),
      line(3, { phone, bank_account: '3', name: '柏青苗' }),
    ];
    await bench.load(file(...rows));
    expect(remarks('persons.csv', 'doubts')).toEqual([
      '2 phone: the same name has it under another number; perhaps one person',
      '3 phone: the same name has it under another number; perhaps one person',
    ]);
  });

  test('older than anybody known are taken and listed', async () => {
    await bench.load(file(line(1, { id_number: born('19000101') })));
    expect(remarks('persons.csv', 'doubts')).toEqual(['2 id_number: older than 120, and receiving']);
  });

  test('are found beside those of an earlier file, and not told again without one of theirs', async () => {
    await bench.load(file(line(1, { ssc_number: 'C1' }), line(2, { name: '柏青苗' })), 'first.csv');
    await bench.load(file(line(3, { name: '柏青叶', ssc_number: 'C1' })), 'second.csv');
    expect(remarks('first.csv', 'doubts')).toEqual([]);
    expect(remarks('second.csv', 'doubts')).toEqual([
      '2 bank_account: shared by 3 people who draw a pension',
      '2 ssc_number: shared by 2 people who draw a pension',
    ]);
    await bench.load(file(line(4, { name: '柏青枝', bank_account: '' })), 'third.csv');
    expect(remarks('third.csv', 'doubts')).toEqual(['2 bank_account: empty, but status is receiving']);
  });

  test.each([
    ['certified beyond a year', { certified_through: '2027-11' }, /certified_through: later than 2027-10/],
    ['certified before the scheme', { certified_through: '1012-12' }, /certified_through: before the scheme/],
    ['drawing before the scheme', { benefit_start: '2009-08' }, /benefit_start: before the scheme/],
    [
      'drawing as a child',
      { id_number: born('19960101'), status: 'deceased', benefit_start: '2011-12' },
      /before the person could even join/,
    ],
    ['drawing next year', { benefit_start: '2027-01' }, /benefit_start: still to come/],
    ['suspended without a start', { status: 'suspended', benefit_start: '' }, /benefit_start: empty/],
  ])('%s: refused', async (_, more, reason) => {
    expect(await bench.load(file(line(1, more)))).toMatchObject({ ok: true, value: { imported: 0 } });
    expect(bench.rejects()?.[0]).toMatch(reason);
  });

  test.each([
    ['certified to the last month that can be', { certified_through: '2027-10' }],
    ['drawing from the first month', { benefit_start: '2009-09', id_number: born('19400101') }],
    ['drawing from next month', { benefit_start: '2026-12' }],
  ])('%s: nothing to say', async (_, more) => {
    expect(await bench.load(file(line(1, more)))).toMatchObject({
      ok: true,
      value: { imported: 1, doubtsFile: undefined },
    });
  });

  test('an account that is no card, with any digits, is no matter', async () => {
    await bench.load(file(line(1, { bank_account: '0710101001000123456' })));
    expect(remarks('persons.csv', 'doubts')).toEqual([]);
  });

  test('doubts of an earlier import do not stay', async () => {
    await bench.load(file(line(1, { bank_account: '' })));
    expect(remarks('persons.csv', 'doubts')).toHaveLength(1);
    await bench.load(file(line(1)));
    expect(remarks('persons.csv', 'doubts')).toEqual([]);
  });
});
