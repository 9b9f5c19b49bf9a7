import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importPersons } from '../../../../app/county/persons/import-persons.ts';
import { personHandle } from '../../../../shared/protocol/enrolment.ts';
import { syntheticId } from '../support/county.ts';
import type { Bench } from './support.ts';
import { HEADER, line, openBench } from './support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => await bench.close());

const file = (...lines: readonly string[]): string => `${[HEADER, ...lines].join('\n')}\n`;
const done = (imported: number, rejected: number) => ({ ok: true, value: { imported, rejected } });

describe('good files', () => {
  test('every column arrives, and the handle that terminals ask by', async () => {
    expect(await bench.load(file(line(1)))).toMatchObject(done(1, 0));
    const { county, crypto } = bench.store;
    expect(await bench.people()).toEqual([
      {
        county: '990101',
        id_number: syntheticId(1),
        handle: personHandle(crypto, county.handleKey, syntheticId(1)),
        name: '柏青禾',
        household: 'rural',
        area_code: '990101100201',
        phone: '',
        status: 'receiving',
        special_group: '',
        ssc_number: '',
        bank_account: '6217000000000000004',
        benefit_start: '2016-04',
        certified_through: '2026-05',
      },
    ]);
    expect(bench.rejects()).toBeUndefined();
  });

  test.each(['石𠮷䶮', '\ue000某', '阿依帕夏古丽·合成艾力', '葛\u{E0100}', 'SPECIMEN, ANNA', '"大"柏'])(
    'the name %s is kept code unit for code unit',
    async (name) => {
      const quoted = /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
      expect(await bench.load(file(line(1, { name: quoted })))).toMatchObject(done(1, 0));
      expect((await bench.people())[0]?.['name']).toBe(name);
    },
  );

  test('a BOM, CRLF, blank lines, no last line break and columns in another order make no difference', async () => {
    const columns = HEADER.split(',');
    const turned = (text: string) => text.split(',').toReversed().join(',');
    const content = `\ufeff${columns.toReversed().join(',')}\r\n${turned(line(1))}\r\n\r\n${turned(line(2))}`;
    expect(await bench.load(content)).toMatchObject(done(2, 0));
    expect((await bench.people())[0]).toMatchObject({ name: '柏青禾', area_code: '990101100201' });
  });

  test('foreigners’ numbers of both kinds are taken, and x is X', async () => {
    const young = { status: 'contributing', benefit_start: '' };
    const rows = [
      line(1, { id_number: 'UTO110080010118' }),
      line(2, { id_number: '91199919800101001x', ...young }),
      line(3, { id_number: '830000199001010020', ...young }),
    ];
    expect(await bench.load(file(...rows))).toMatchObject(done(3, 0));
    expect((await bench.people()).map((person) => person['id_number'])).toEqual([
      '830000199001010020',
      '91199919800101001X',
      'UTO110080010118',
    ]);
  });

  test('more rows than one statement and one transaction take', async () => {
    const count = 21_503;
    const ids = Array.from({ length: count }, (_, index) => `UTO${String(index).padStart(11, '0')}`);
    const { foreignCheckDigit } = await import('../../../../shared/identity/id-number.ts');
    const rows = ids.map((id, index) => line(index, { id_number: id + foreignCheckDigit(id) }));
    expect(await bench.load(file(...rows))).toMatchObject(done(count, 0));
    expect(await bench.people()).toHaveLength(count);
    expect(await bench.load(file(...rows))).toMatchObject(done(0, 0));
    const events = await bench.store.db
      .selectFrom('audit')
      .select('details')
      .where('event', '=', 'persons-imported')
      .execute();
    expect(events.map(({ details }) => JSON.parse(details) as unknown)).toEqual([
      { rows: 20_000, sealed: expect.stringMatching(/^persons:20000:/) as string },
      { rows: 1503, sealed: expect.stringMatching(/^persons:1503:/) as string },
    ]);
  });

  test('progress ends at the whole', async () => {
    const path = join(bench.directory, 'p.csv');
    await bench.load(file(line(1)), 'p.csv');
    const told: [number, number][] = [];
    await importPersons(bench.store, path, { progress: (bytes, total) => told.push([bytes, total]) });
    const last = told.at(-1);
    expect(last?.[0]).toBe(last?.[1]);
  });
});

describe('the same again', () => {
  test('changes nothing and counts nothing, rejects apart', async () => {
    const content = file(line(1), line(2), line(3, { status: 'gone' }));
    expect(await bench.load(content)).toMatchObject(done(2, 1));
    const before = await bench.people();
    expect(await bench.load(content)).toMatchObject(done(0, 1));
    expect(await bench.people()).toEqual(before);
    expect(bench.rejects()).toHaveLength(1);
  });

  test('a changed row is brought up to date and counted', async () => {
    await bench.load(file(line(1), line(2)));
    const moved = line(2, { area_code: '990101100202', status: 'transferred' });
    expect(await bench.load(file(line(1), moved))).toMatchObject(done(1, 0));
    expect((await bench.people())[1]).toMatchObject({ area_code: '990101100202', status: 'transferred' });
  });

  test.each([
    ['2026-05', '2026-04', '2026-05', 0],
    ['2026-05', '', '2026-05', 0],
    ['2026-05', '2026-05', '2026-05', 0],
    ['2026-05', '2027-01', '2027-01', 1],
    ['', '2026-05', '2026-05', 1],
    ['', '', null, 0],
  ])('certified through %j, then %j, is %j', async (first, second, kept, imported) => {
    await bench.load(file(line(1, { certified_through: first })));
    expect(await bench.load(file(line(1, { certified_through: second })))).toMatchObject(done(imported, 0));
    expect((await bench.people())[0]?.['certified_through']).toBe(kept);
  });

  test('a correction of the name does not move the certification back', async () => {
    await bench.load(file(line(1, { certified_through: '2027-01' })));
    expect(await bench.load(file(line(1, { name: '柏青苗', certified_through: '2026-05' })))).toMatchObject(
      done(1, 0),
    );
    expect((await bench.people())[0]).toMatchObject({ name: '柏青苗', certified_through: '2027-01' });
  });

  test('no certification comes of it', async () => {
    await bench.load(file(line(1)));
    expect(await bench.store.db.selectFrom('certifications').selectAll().execute()).toEqual([]);
  });
});

describe('rows that are not taken', () => {
  const wrongDigit = `${syntheticId(9).slice(0, 17)}${syntheticId(9).endsWith('0') ? '1' : '0'}`;
  test.each([
    ['a wrong check digit', { id_number: wrongDigit }, /^2,.*check digit is wrong/],
    ['no number', { id_number: '' }, /id_number is empty/],
    ['half a number', { id_number: '9901011950' }, /neither 18 characters/],
    ['no name', { name: ' ' }, /name is empty/],
    ['a lost character', { name: '石?' }, /name: holds \? or □/],
    ['a replacement character', { name: '石\ufffd' }, /name: holds \? or □/],
    ['a control character', { name: '石\u0007' }, /control character/],
    ['too long a name', { name: '柏'.repeat(61) }, /longer than 60/],
    ['a strange household', { household: 'city' }, /household: not one of rural, urban/],
    ['half an area', { area_code: '990101' }, /area_code: expected 12 digits/],
    ['a strange status', { status: 'alive' }, /status: not one of contributing,/],
    ['a strange group', { special_group: 'x' }, /special_group: not one of empty, severe-disability/],
    ['a rounded account', { bank_account: '6.217E+18' }, /bank_account: expected digits in full/],
    ['a day for a month', { benefit_start: '2016-04-01' }, /benefit_start: not a month/],
    ['a thirteenth month', { certified_through: '2026-13' }, /certified_through: not a month/],
  ])('%s', async (_, more, reason) => {
    expect(await bench.load(file(line(9, more), line(2)))).toMatchObject(done(1, 1));
    const [reject, ...others] = bench.rejects() ?? [];
    expect(reject).toMatch(reason);
    expect(others).toEqual([]);
    expect((await bench.people()).map((person) => person['id_number'])).toEqual([syntheticId(2)]);
  });

  test('a number twice: the first stands, the second names its line', async () => {
    const rows = file(line(1), line(2), line(1, { name: '另一人' }));
    expect(await bench.load(rows)).toMatchObject(done(2, 1));
    expect(bench.rejects()?.[0]).toMatch(/^4,id_number: the same as in line 2,/);
    expect((await bench.people())[0]?.['name']).toBe('柏青禾');
  });

  test('too few values, too many, or a quote that is not closed spoil their own row only', async () => {
    const rows = [line(1), 'a,b', `${line(2)},more`, `"${line(3)}`, line(4)];
    expect(await bench.load(file(...rows))).toMatchObject(done(2, 3));
    expect(bench.rejects()?.map((reject) => reject.split(',').slice(0, 2).join(','))).toEqual([
      '3,"2 values',
      '4,"12 values',
      '5,quotes do not match (a value with a quote or comma is put in "…"'
        .replace('5,q', '5,"q')
        .replace('"…"', '""…""'),
    ]);
  });

  test('a corrected rejects file can be imported as it is', async () => {
    await bench.load(file(line(1, { household: 'city' }), line(2)));
    const { readFileSync } = await import('node:fs');
    const rejects = readFileSync(join(bench.directory, 'persons.csv.rejects.csv'), 'utf8');
    expect(await bench.load(rejects.replace(',city,', ',urban,'), 'again.csv')).toMatchObject(done(1, 0));
    expect(await bench.people()).toHaveLength(2);
  });

  test('rejects of an earlier import do not stay', async () => {
    await bench.load(file(line(1, { household: 'city' })));
    expect(bench.rejects()).toHaveLength(1);
    await bench.load(file(line(1)));
    expect(bench.rejects()).toBeUndefined();
  });
});

describe('files that are refused whole', () => {
  const columns = HEADER.split(',');
  test.each([
    ['empty', '', /is empty; the first line must name/],
    ['without header', `${line(1)}\n`, /column id_number, name, household.* missing/],
    ['a column missing', `${columns.slice(1).join(',')}\n`, /column id_number missing/],
    ['a column unknown', `${HEADER},shoe_size\n`, /column "shoe_size" is not known/],
    ['a column twice', `${HEADER},name\n`, /column "name" is there twice/],
    ['semicolons', `${columns.join(';')}\n`, /separated by semicolons; use commas/],
    ['tabs', `${columns.join('\t')}\n`, /separated by tabs/],
    [
      'GB18030',
      iconv.encode(`${HEADER}\n${line(1)}\n`, 'gb18030'),
      /is not UTF-8 \(line 2; .*GB18030.*save it as "CSV UTF-8"/,
    ],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'), /is UTF-16, not UTF-8/],
    [
      'a wrong byte far down',
      Buffer.concat([Buffer.from(`${HEADER}\n${line(1)}\n${line(2)}\n`), Buffer.from([0xff, 0x0a])]),
      /is not UTF-8 \(line 4/,
    ],
    [
      'CR alone at the end of its lines',
      `${HEADER}\r${line(1)}\r`,
      /ends its lines with CR alone, .*not with LF or CRLF; save it as "CSV UTF-8"/,
    ],
    ['many lines that end with CR alone', `${HEADER}\r${`${line(1)}\r`.repeat(2000)}`, /CR alone/],
    ['a LF far behind them', `${HEADER}\r${`${line(1)}\r`.repeat(2000)}\n`, /CR alone/],
    ['one endless line', `${HEADER}\n${'x'.repeat(70_000)}`, /line 2 is longer than 64 KiB/],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /is not UTF-8/],
  ])('%s', async (_, content, reason) => {
    const outcome = await bench.load(content);
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused' } });
    const message = outcome.ok ? '' : outcome.error.message;
    expect(message).toMatch(reason);
    expect(message).not.toContain('\n');
    expect(await bench.people()).toEqual([]);
    expect(bench.rejects()).toBeUndefined();
  });

  test('no file, and a directory', async () => {
    const none = await importPersons(bench.store, join(bench.directory, 'none.csv'));
    expect(none).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(await importPersons(bench.store, bench.directory)).toMatchObject({ ok: false });
  });

  test('rejects that cannot be written, before any row is in', async () => {
    mkdirSync(join(bench.directory, 'persons.csv.rejects.csv'));
    const outcome = await bench.load(file(line(1)));
    expect(outcome.ok ? '' : outcome.error.message).toMatch(/rejects\.csv cannot be written/);
    expect(await bench.people()).toEqual([]);
  });
});

test('a database that gives up is told in one line, and the next import goes on', async () => {
  await bench.store.db.schema.alterTable('persons').renameTo('elsewhere').execute();
  const outcome = await bench.load(file(line(1)));
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'failed' } });
  expect(outcome.ok ? '' : outcome.error.message).toMatch(/stopped after 0 rows, .*import it again/);
  await bench.store.db.schema.alterTable('elsewhere').renameTo('persons').execute();
  expect(await bench.load(file(line(1)))).toMatchObject(done(1, 0));
});
