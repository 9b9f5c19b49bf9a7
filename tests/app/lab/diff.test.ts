import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PARAMETERS } from '../../../shared/pension/policy-parameters.ts';
import { policy } from './run-policy.ts';

const ALL = Object.keys(PARAMETERS).length;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-diff-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const diff = (...args: readonly string[]) => policy('diff', ...args);

type Row = Record<string, unknown>;

/** The shipped national pack with its rows changed, under its own name. */
function draft(change: (rows: Row[]) => readonly Row[]): string {
  const pack = JSON.parse(readFileSync('assets/policies/national-2014.json', 'utf8')) as { rows: Row[] };
  const file = join(directory, 'national-2014.json');
  writeFileSync(file, JSON.stringify({ ...pack, rows: change(pack.rows) }));
  return file;
}

const RAISED = {
  parameter: 'base.monthly',
  from: '2027-01-01',
  value: '163',
  citation: 'a notice of 2026',
  confidence: 'decree',
};

/** The rows, with one more after the last of its parameter. */
function raised(rows: readonly Row[]): readonly Row[] {
  const last = rows.findLastIndex(({ parameter }) => parameter === RAISED.parameter);
  return rows.toSpliced(last + 1, 0, RAISED);
}

describe('two packs', () => {
  test('each parameter that differs, span by span, with value, day, layer and source of both', async () => {
    const { code, out, error } = await diff('jilin-2011', 'national-2014');
    expect({ code, error }).toEqual({ code: 0, error: [] });
    expect(out).toEqual([
      'A  jilin-2011',
      'B  national-2014',
      '',
      'scheme.start',
      '  2011-07-01 to 2014-02-20',
      '    A  2011-07-01  since 2011-07-01  province jilin-2011     source text 3 (长春市 2011)',
      '    B  2009-09-01  since 2009-09-01  national national-2009  国发〔2009〕32号 新型农村社会养老保险试点的指导意见 (from memory) [unverified]',
      '  from 2014-02-21 on',
      '    A  2011-07-01  since 2011-07-01  province jilin-2011     source text 3 (长春市 2011)',
      '    B  2009-09-01  since 2014-02-21  national national-2014  国发〔2009〕32号 新型农村社会养老保险试点的指导意见 (from memory) [unverified]',
      '',
      'nothing differs before 2011-07-01',
      `1 parameter differs, ${ALL - 1} the same (1 of them by another row or source)`,
    ]);
  });

  test('tables and lists stand below each other, in yuan', async () => {
    const { out } = await diff('changchun-2011', 'national-2014', '--on', '2015-01-01');
    const tiers = out.indexOf('tiers');
    expect(out.slice(tiers, tiers + 6).map((line) => line.split(' yuan')[0])).toEqual([
      'tiers',
      '    A  100.00, 200.00, 300.00, 400.00, 500.00',
      '       600.00, 700.00, 800.00, 900.00, 1000.00',
      '    B  100.00, 200.00, 300.00, 400.00, 500.00',
      '       600.00, 700.00, 800.00, 900.00, 1000.00',
      '       1500.00, 2000.00',
    ]);
    expect(out).toContain('       from 1000.00: rural 50.00, urban 75.00 yuan');
    expect(out).toContain('       age 76 to 80: 20 %');
    expect(out.some((line) => line.startsWith('    B  none '))).toBe(true);
  });

  test('on one day only what differs then', async () => {
    // The national tiers of that day are the city's.
    expect((await diff('changchun-2011', 'national-2014', '--on', '2012-01-01')).out).not.toContain('tiers');
    const { out } = await diff('changchun-2011', 'national-2014', '--on=2009-10-01');
    expect(out.at(-1)).toBe(`0 parameters differ on 2009-10-01, ${ALL} the same`);
  });

  test('a pack that went out of force has no value any more', async () => {
    const { out } = await diff('national-2009', 'national-2014', '--on', '2014-02-21');
    const base = out.indexOf('base.monthly');
    expect(out.slice(base + 1, base + 3)).toEqual([
      '    A  no value',
      expect.stringMatching(/^ {4}B {2}55\.00 yuan {2}since 2014-02-21 {2}national national-2014 {2}\S/),
    ]);
    expect(out.at(-1)).toBe(`${ALL} parameters differ on 2014-02-21, 0 the same`);
  });

  test('a pack beside itself', async () => {
    const { code, out } = await diff('jilin-2011', 'jilin-2011');
    expect(code).toBe(0);
    expect(out).toEqual(['A  jilin-2011', 'B  jilin-2011', '', `0 parameters differ, ${ALL} the same`]);
  });

  test('as JSON, values as packs write them', async () => {
    const { code, out } = await diff('jilin-2011', 'national-2014', '--json', '--on', '2015-01-01');
    expect(code).toBe(0);
    expect(JSON.parse(out.join('\n'))).toEqual({
      a: { pack: 'jilin-2011' },
      b: { pack: 'national-2014' },
      on: '2015-01-01',
      differences: [
        {
          parameter: 'scheme.start',
          from: '2014-02-21',
          a: expect.objectContaining({
            value: '2011-07-01',
            since: '2011-07-01',
            layer: 'province',
            pack: 'jilin-2011',
            citation: 'source text 3 (长春市 2011)',
            confidence: 'seed',
          }),
          b: expect.objectContaining({ value: '2009-09-01', layer: 'national', pack: 'national-2014' }),
        },
      ],
      same: ALL - 1,
      sameByAnotherRow: 1,
    });
  });
});

describe('a draft beside the pack that it is to replace', () => {
  test('an amount that rises changes from its day on, and nothing before', async () => {
    const file = draft(raised);
    const { code, out, error } = await diff(file, 'national-2014');
    expect({ code, error }).toEqual({ code: 0, error: [] });
    expect(out).toEqual([
      `A  national-2014 (${file})`,
      'B  national-2014',
      '',
      'base.monthly',
      '  from 2027-01-01 on',
      '    A  163.00 yuan  since 2027-01-01  national national-2014  a notice of 2026',
      expect.stringMatching(/^ {4}B {2}143\.00 yuan {2}since 2025-01-01 {2}national national-2014 {2}\S/),
      '',
      'nothing differs before 2027-01-01',
      `1 parameter differs, ${ALL - 1} the same`,
    ]);
    expect((await diff(file, 'national-2014', '--on', '2026-12-31')).out.at(-1)).toBe(
      `0 parameters differ on 2026-12-31, ${ALL} the same`,
    );
  });

  test('a change of the past is named by its span, and ends when the next row begins', async () => {
    const file = draft((rows) =>
      rows.map((row) =>
        row['parameter'] === 'base.monthly' && row['from'] === '2024-01-01'
          ? { ...row, value: '124.00' }
          : row,
      ),
    );
    const { out } = await diff('national-2014', file);
    expect(out.filter((line) => line.startsWith('  2'))).toEqual(['  2024-01-01 to 2024-12-31']);
    expect(out.at(-2)).toBe('nothing differs before 2024-01-01');
  });

  test('the same amount written otherwise, or of another source, is the same amount', async () => {
    const file = draft((rows) =>
      rows.map((row) =>
        row['parameter'] === 'base.monthly' && row['from'] === '2024-01-01'
          ? { ...row, value: '123', citation: 'the text itself', confidence: 'decree' }
          : row,
      ),
    );
    expect((await diff(file, 'national-2014')).out.at(-1)).toBe(
      `0 parameters differ, ${ALL} the same (1 of them by another row or source)`,
    );
  });

  test('a draft that is not sound ends with 1 and names the row', async () => {
    const file = draft((rows) => [...rows, { ...RAISED, from: '2020-01-01' }]);
    const { code, out, error } = await diff(file, 'national-2014');
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(error[0]).toMatch(
      /^policy diff: national-2014\.json: row \d+ \(base\.monthly from 2020-01-01\): /,
    );
  });
});

describe('bad arguments end with 2 and one line', () => {
  test.each([
    [[], /two packs are expected/],
    [['jilin-2011'], /two packs are expected/],
    [['jilin-2011', 'national-2014', 'national-2009'], /two packs are expected/],
    [
      ['mars', 'national-2014'],
      /no pack "mars", only changchun-2011, jilin-2011, national-2009, national-2014, shuangyang-2011;/,
    ],
    [['jilin-2011', 'constructor'], /no pack "constructor"/],
    [['nowhere.json', 'national-2014'], /nowhere\.json cannot be read/],
    [['jilin-2011', 'national-2014', '--on', '2025-02-29'], /--on "2025-02-29" is not a day/],
    [['jilin-2011', 'national-2014', '--on'], /--on/],
    [['jilin-2011', 'national-2014', '--json=yes'], /--json/],
    [['jilin-2011', 'national-2014', '--fast'], /--fast is not known here/],
    [['jilin-2011', 'national-2014', '-j'], /-j is not known here/],
  ])('%j', async (args, line) => {
    const { code, out, error } = await diff(...args);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(error).toHaveLength(1);
    expect(error[0]).toMatch(line);
  });
});
