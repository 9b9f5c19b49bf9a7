import { describe, expect, it } from 'vitest';
import { checkLife } from '../../../../shared/pension/life/check.ts';
import type { Contribution, LifeFacts } from '../../../../shared/pension/life/facts.ts';
import { rulesOf, someone } from './lives.ts';

const rules = rulesOf('changchun-2011');

const problems = (facts: LifeFacts): readonly string[] => {
  const checked = checkLife(facts, rules);
  return checked.ok ? [] : checked.error.map(({ where, detail }) => `${where}: ${detail}`);
};

const young = { ...someone, birth: '1970-06-15' };
const paid = (more: Partial<Contribution> = {}): Contribution => ({
  year: 2012,
  kind: 'current',
  month: '2012-10',
  tier: 10_000,
  aid: 0,
  ...more,
});
const having = (...contributions: readonly Contribution[]): LifeFacts => ({ ...young, contributions });

describe('facts that cannot be', () => {
  it.each<[string, LifeFacts, RegExp]>([
    ['a birthday that does not exist', { ...young, birth: '1970-02-30' }, /^birth: 1970-02-30 is not a day/],
    [
      'money before birth',
      { ...having(paid({ year: 2012, month: '2012-10' })), birth: '2013-01-01' },
      /contribution 1 \(current 2012\): 2012-10 lies before birth/,
    ],
    [
      'a year before enrolment',
      having(paid({ year: 2009, kind: 'gap' })),
      /2009 lies before enrolment, which could be in 2011/,
    ],
    [
      'the same year twice',
      having(paid(), paid({ kind: 'gap', month: '2013-01' })),
      /contribution 2 .* 2012 is paid already, by contribution 1/,
    ],
    [
      'a tier that the year did not have',
      having(paid({ tier: 15_000 })),
      /150\.00 is no tier in 2012-10 \(100\.00, 200\.00/,
    ],
    [
      'a year that has not begun',
      having(paid({ year: 2013, kind: 'current' })),
      /2013 is paid before it begins/,
    ],
    [
      'a year that is over',
      having(paid({ year: 2011 })),
      /2011 is over in 2012-10: what is paid later fills a gap/,
    ],
    [
      'a posting out of order',
      having(paid(), paid({ year: 2011, month: '2011-10' })),
      /is posted in 2011-10, before the one above/,
    ],
    [
      'more years back than may be',
      {
        ...young,
        birth: '1955-01-01',
        contributions: Array.from({ length: 12 }, (_, back) =>
          paid({ kind: 'backpay', year: 2010 - back, month: '2011-09' }),
        ),
      },
      /back-payment: 12 years, but 11 may be paid back by someone of 56/,
    ],
    [
      'paying in after the assessment',
      {
        ...someone,
        contributions: [paid({ month: '2012-10' })],
        application: { month: '2011-09', serviceYears: 0 },
      },
      /assessed in 2011-09/,
    ],
    [
      'an application too early',
      { ...young, application: { month: '2020-01', serviceYears: 0 } },
      /2020-01 is too early: the first month is 2030-07/,
    ],
    [
      'a report before the death',
      { ...young, exit: { kind: 'death', month: '2014-02', reported: '2014-01', heirs: [] } },
      /reported in 2014-01, before it happens/,
    ],
    [
      'a sentence that ends before it begins',
      { ...young, sentences: [{ from: '2014-02', to: '2014-01' }] },
      /sentence 1: ends in 2014-01/,
    ],
  ])('%s', (_, facts, expected) => {
    expect(problems(facts).join('\n')).toMatch(expected);
  });

  it('sixty years of entries: each one that cannot be is named', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      paid({ year: 1980 + index, month: `${1980 + index}-10` as Contribution['month'] }),
    );
    const found = problems(having(...many));
    expect(found.filter((line) => /says nothing of that time/.test(line)).length).toBeGreaterThan(25);
    expect(found.at(-1)).toMatch(
      /contribution 60 \(current 2039\): 2039-10: nothing is paid in once 60 is reached/,
    );
  });

  it('nothing to say of a sound life', () => {
    expect(problems(having(paid({ year: 2011, month: '2011-10' }), paid()))).toEqual([]);
  });
});
