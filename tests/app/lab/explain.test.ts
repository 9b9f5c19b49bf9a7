import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policy } from './run-policy.ts';

const EXAMPLE = 'assets/demo/lives/back-payer.json';

const explain = (...args: readonly string[]) => policy('explain', ...args);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-explain-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const life = {
  schema: 'life/1',
  pack: 'changchun-2011',
  through: '2013-12',
  birth: '1970-06-15',
  household: 'rural',
  contributions: [{ year: 2012, kind: 'current', month: '2012-10', tier: '100.00' }],
};

function file(more: object): string {
  const path = join(directory, 'life.json');
  writeFileSync(path, JSON.stringify({ ...life, ...more }));
  return path;
}

describe('policy explain', () => {
  it('shows rule, source, date, inputs and steps of one amount', async () => {
    const { code, out } = await explain(EXAMPLE, '--of', 'assessment/2011-12/account');
    expect(code).toBe(0);
    expect(out).toEqual([
      'assessment/2011-12/account  21.55',
      '  rule      R30, changchun-2011, since 2011-07-01 (seed)',
      expect.stringMatching(/^ {2}source {4}source text 3 \(长春市 2011\) 「70周岁-75/),
      '  input     account: 2722.92',
      '  input     divisor: 139',
      '  input     bonus, percent: 10',
      '  step      2722.92 × (100 + 10) ÷ 100 ÷ 139 ≈ 21.55',
    ]);
  });

  it('shows all of a life as JSON, a derivation a line', async () => {
    const { code, out } = await explain(EXAMPLE, '--json');
    expect(code).toBe(0);
    const kinds = new Set(out.map((line) => (JSON.parse(line) as { of: string }).of.split('/')[0]));
    expect([...kinds].toSorted((a, b) => a!.localeCompare(b!))).toEqual([
      'aid',
      'assessment',
      'backpay',
      'death',
      'interest',
      'payment',
      'recovery',
    ]);
  });

  it.each<[string, object, RegExp]>([
    [
      'a tier that is none',
      { contributions: [{ year: 2012, kind: 'current', month: '2012-10', tier: '150.00' }] },
      /contribution 1 \(current 2012\): 150\.00 is no tier/,
    ],
    [
      'an amount that is none',
      { contributions: [{ year: 2012, kind: 'current', month: '2012-10', tier: '-1.00' }] },
      /contributions\.0\.tier: is not yuan/,
    ],
    ['a pack that is not there', { pack: 'atlantis' }, /there is no pack "atlantis"; known: changchun-2011/],
    ['a word that is not known', { colour: 'red' }, /[Uu]nrecognized key.*colour/],
  ])('refuses %s and names it', async (_, more, expected) => {
    const path = file(more);
    const { code, out, error } = await explain(path);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(error.join('\n')).toMatch(expected);
    expect(error.join('\n')).toContain(path);
  });

  it('tells what there is when nothing has the name', async () => {
    const { code, error } = await explain(file({}), '--of', 'pension');
    expect(code).toBe(2);
    expect(error).toEqual(['policy explain: nothing is called "pension…"; amounts are current, interest']);
  });
});
