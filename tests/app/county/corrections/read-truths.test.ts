import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTruths } from '../../../../app/county/corrections/read-truths.ts';

const folder = mkdtempSync(join(tmpdir(), 'songbai-truths-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'truths.csv');

const HEADER = 'id_number,year,kind,tier,personal,collective,subsidy,paid_on,bank_serial';
const row = (year: number, kind = 'current', id = '990101195001010002') =>
  `${id},${year},${kind},1000.00,1000.00,0.00,50.00,${year}-10-15,S${year}`;

async function read(...lines: readonly string[]) {
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return await readTruths(file);
}

describe('a corrections file', () => {
  it('says what is true of each person, whatever the order of its rows', async () => {
    const other = '990101195001020008';
    const truths = await read(HEADER, row(2012), row(2012, 'current', other), row(2013), row(2012, 'gap'));
    if (!truths.ok) throw new Error(truths.error);
    expect(truths.value.map(({ idNumber, rows }) => [idNumber, rows.map(({ year }) => year)])).toEqual([
      ['990101195001010002', [2012, 2013, 2012]],
      [other, [2012]],
    ]);
  });

  it.each([
    ['two truths about one payment', [HEADER, row(2012), row(2012)], /line 3: current 2012 .* twice$/],
    ['a row that cannot be read', [HEADER, row(2012), row(2013, 'gift')], /line 3: kind: /],
    ['a value too few', [HEADER, row(2012).replace(',S2012', '')], /line 2: 8 values, the header names 9$/],
    ['a quote without its other half', [HEADER, row(2012).replace('S', '"S')], /line 2: quotes do not match/],
    ['no column of its own', ['year', '2012'], /id_number/],
    ['nothing', [], /is empty; the first line must name the columns$/],
  ])('with %s is refused as a whole', async (_, lines, words) => {
    const truths = await read(...lines);
    expect(truths.ok ? '' : truths.error).toMatch(words);
    expect(truths.ok ? '' : truths.error).not.toContain('990101195001010002');
  });
});
