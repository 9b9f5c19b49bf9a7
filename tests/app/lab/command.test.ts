import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { policy } from './run-policy.ts';

const GOLDEN = 'tests/fixtures/golden';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-policy-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Case {
  readonly id?: string;
  readonly op: string;
  readonly inputs: object;
  readonly expected: object;
}

/** Runs cases of one's own. */
function golden(...cases: readonly Case[]) {
  const text = { schema: 'golden/1', file: 'x', cases: cases.map((each) => ({ id: 'X', ...each })) };
  writeFileSync(join(directory, 'x.json'), JSON.stringify(text));
  return policy('golden', directory);
}

describe('worked cases', () => {
  test('all pass', async () => {
    expect(await policy('golden', GOLDEN)).toEqual({ code: 0, out: ['89 passed, 0 failed'], error: [] });
  });

  test.each([
    [
      'certDue',
      { lastMonth: '2024-12', convention: 'from-current-month' },
      { validThrough: '2025-11', suspendFrom: '2025-12' },
    ],
    [
      'certDue',
      { lastMonth: '2024-05', convention: 'from-next-month' },
      { validThrough: '2025-05', suspendFrom: '2025-06' },
    ],
    ['certDue', { lastMonth: '2012-02' }, { validThrough: '2013-01', suspendFrom: '2013-02' }],
    ['certDue', { lastMonth: '2012-02', ruleset: 'changchun-2011' }, { validThrough: '2013-01' }],
    [
      'resume',
      { suspendFrom: '2025-05', certMonth: '2025-05', rates: [['2025-01', '178.00']] },
      { months: 0, backpay: '0.00' },
    ],
    [
      'resume',
      {
        suspendFrom: '2024-12',
        certMonth: '2025-02',
        rates: [
          ['2025-01', '178.05'],
          ['2024-01', 158],
        ],
      },
      { months: 2, backpay: '336.05' },
    ],
    [
      'resumeDeath',
      { suspendFrom: '2024-11', diedMonth: '2024-10', rates: [['2024-01', '158.00']] },
      { months: 0, payable: '0.00' },
    ],
    [
      'resumeDeath',
      { suspendFrom: '2024-11', diedMonth: '2024-11', rates: [['2024-01', '158.00']] },
      { months: 1, payable: '158.00' },
    ],
    ['prison', { from: '2024-03', to: '2024-12' }, { resumeMonth: '2025-01', backpay: '0.00' }],
  ])('%s %j', async (op, inputs, expected) => {
    expect((await golden({ op, inputs, expected })).out).toEqual(['1 passed, 0 failed']);
  });

  test.each([
    [
      'a wrong value',
      'prison',
      { from: '2024-03', to: '2024-12' },
      { resumeMonth: '2024-12' },
      /X prison resumeMonth: expected "2024-12", got "2025-01"/,
    ],
    [
      'a value that nobody works out',
      'prison',
      { from: '2024-03', to: '2024-12' },
      { colour: 1 },
      /colour: expected 1, got nothing/,
    ],
    ['an operation that nobody knows', 'astrology', {}, { x: 1 }, /nothing here works out "astrology"/],
    ['an operation named like a method', 'constructor', {}, { x: 1 }, /nothing here works out/],
    [
      'a month that is none',
      'prison',
      { from: '2024-13', to: '2024-12' },
      { x: 1 },
      /input from is not YYYY-MM/,
    ],
    [
      'a month without rate',
      'resume',
      { suspendFrom: '2024-01', certMonth: '2024-03', rates: [['2024-02', '1']] },
      { x: 1 },
      /no rate is given for 2024-01/,
    ],
    [
      'parts of a fen',
      'resume',
      { suspendFrom: '2024-01', certMonth: '2024-03', rates: [['2024-01', '1.005']] },
      { x: 1 },
      /at most two decimals/,
    ],
    [
      'a pack that is not there',
      'certDue',
      { lastMonth: '2024-01', ruleset: 'mars' },
      { x: 1 },
      /the pack "mars" says nothing/,
    ],
    ['nothing expected', 'prison', { from: '2024-03', to: '2024-12' }, {}, /expects nothing/],
  ])('%s fails and says so', async (_, op, inputs, expected, line) => {
    const { code, out } = await golden({ op, inputs, expected });
    expect(code).toBe(1);
    expect(out[0]).toMatch(line);
    expect(out.at(-1)).toBe('0 passed, 1 failed');
  });

  test('files that are no cases count as failed', async () => {
    writeFileSync(join(directory, 'a.json'), '{');
    writeFileSync(join(directory, 'b.json'), '{"schema":"golden/2","cases":[]}');
    writeFileSync(join(directory, 'c.json'), '{"schema":"golden/1","cases":[{}]}');
    expect(await policy('golden', directory)).toMatchObject({
      code: 1,
      out: [
        'a.json is not JSON',
        'b.json is not in the format golden/1',
        'c.json case 1: has no id, op, inputs or expected',
        '0 passed, 3 failed',
      ],
    });
  });
});

describe('check', () => {
  test('the shipped packs are sound', async () => {
    const { code, out, error } = await policy('check');
    expect({ code, error }).toEqual({ code: 0, error: [] });
    expect(out.at(-1)).toBe('5 packs are sound');
  });

  test('a broken copy is named by row, and the shipped ones stand in for the rest', async () => {
    const pack = JSON.parse(readFileSync('assets/policies/changchun-2011.json', 'utf8')) as {
      rows: Record<string, unknown>[];
    };
    delete pack.rows[2]?.['citation'];
    writeFileSync(join(directory, 'changchun-2011.json'), JSON.stringify(pack));
    for (const path of [directory, join(directory, 'changchun-2011.json')]) {
      const { code, error } = await policy('check', path);
      expect(code).toBe(1);
      expect(error).toHaveLength(1);
      expect(error[0]).toMatch(
        /^policy check: changchun-2011\.json: row 3 \(certification\.renewalWindowMonths from 2011-07-01\): citation: /,
      );
    }
  });

  test('a sound copy passes', async () => {
    copyFileSync('assets/policies/changchun-2011.json', join(directory, 'changchun-2011.json'));
    expect((await policy('check', directory)).code).toBe(0);
  });
});

describe('bad arguments end with 2 and one line', () => {
  test.each([
    [[], /write "npm run policy -- check/],
    [['fly'], /there is no "fly"/],
    [['golden'], /one directory is expected/],
    [['golden', 'a', 'b'], /one directory is expected/],
    [['golden', 'nowhere'], /nowhere is not a directory/],
    [['check', 'nowhere.json'], /nowhere\.json cannot be read/],
    [['chek'], /there is no "chek", did you mean check\?/],
    [['check', '--fast'], /--fast is not known here/],
  ])('%j', async (args, line) => {
    const { code, out, error } = await policy(...args);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(error).toHaveLength(1);
    expect(error[0]).toMatch(line);
  });

  test('a directory without cases or packs', async () => {
    mkdirSync(join(directory, 'empty'));
    expect(await policy('golden', join(directory, 'empty'))).toMatchObject({ code: 2, out: [] });
    expect(await policy('check', join(directory, 'empty'))).toMatchObject({ code: 2, out: [] });
  });
});
