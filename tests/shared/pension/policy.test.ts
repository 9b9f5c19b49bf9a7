import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildBook, packForCounty, settingOn } from '../../../shared/pension/policy-book.ts';
import { loadPolicies } from '../../../shared/pension/policy-files.ts';
import type { ParameterName } from '../../../shared/pension/policy-parameters.ts';
import { describeProblem } from '../../../shared/pension/policy-parse.ts';
import { certificationRule, resumptionRule } from '../../../shared/pension/policy-rules.ts';

const VALUES: Readonly<Record<ParameterName, unknown>> = {
  'certification.periodMonths': 12,
  'certification.convention': 'from-current-month',
  'certification.renewalWindowMonths': 2,
  'suspension.graceMonths': 0,
  'resumption.backPay': 'each-month-rate',
  'resumption.deathMonth': 'payable',
  'scheme.start': '2011-07-01',
  'enrolment.minAge': 16,
  'benefit.claimAge': 60,
  tiers: ['100.00', '200.00'],
  'subsidy.table': [{ fromTier: '100.00', rural: '30.00', urban: '35.00' }],
  'subsidy.split': [{ payer: 'local', share: 1 }],
  'subsidy.gap': 'none',
  'aid.cap': 'highest-tier',
  'aid.capCovers': 'aid',
  'govPaid.groups': ['dibao'],
  'govPaid.higherTier': 'allowed',
  'years.required': 15,
  'backpay.exactlyRequiredToGo': 'no-backpay',
  'backpay.subsidisedYears': 1,
  'backpay.subsidisedYearsOfAge': 0,
  'bonus.bands': [{ fromAge: 70, percent: 10 }],
  'bonus.households': ['urban'],
  'base.monthly': '55.00',
  'account.divisor': 139,
  'addition.extraYear': { threshold: 15, monthly: '0.00' },
  'addition.age': [],
  'benefit.lateClaim': 'from-entitlement',
  'interest.rate': '0.03',
  'interest.monthRule': 'same-month',
  'interest.sealed': 'accrues',
  'drawdown.weights': 'running-balances',
  'drawdown.exhausted': 'fund',
  'inheritance.ledgers': ['personal'],
  'funeral.months': 0,
  'service.perYear': '0.00',
  // Last, so that a further row of it follows at once.
  'prison.backPay': 'none',
};
const LAST = Object.keys(VALUES).length;
const NEXT = LAST + 1;

type Row = Readonly<Record<string, unknown>>;

const row = (parameter: string, from: string, more: Row = {}): Row => ({
  parameter,
  from,
  value: VALUES[parameter as ParameterName],
  citation: 'a text',
  confidence: 'convention',
  ...more,
});

const national = {
  schema: 'policy/1',
  id: 'nation',
  name: 'Nation',
  layer: 'national',
  area: { name: 'all', codes: [] as string[] },
  extends: null as string | null,
  effective: { from: '2014-01-01' } as { from: string; to?: string },
  citation: 'a law',
  rows: Object.keys(VALUES).map((parameter) => row(parameter, '2014-01-01')),
};

const county = (rows: readonly Row[], more: Row = {}) => ({
  ...national,
  id: 'county',
  layer: 'county',
  extends: 'nation',
  area: { name: 'here', codes: ['990101'] },
  rows: [...rows],
  ...more,
});

interface Pack extends Row {
  readonly id: string;
}

function book(...packs: readonly Pack[]) {
  return buildBook(packs.map((pack) => ({ file: `${pack.id}.json`, text: JSON.stringify(pack) })));
}

/** The book of sound packs. */
function sound(...packs: readonly Pack[]) {
  const built = book(...packs);
  if (!built.ok) throw new Error(built.error.map(describeProblem).join('\n'));
  return built.value;
}

function problems(...packs: readonly Pack[]): readonly string[] {
  const built = book(...packs);
  return built.ok ? [] : built.error.map(describeProblem);
}

describe('the packs that are shipped', () => {
  const shipped = loadPolicies();
  if (!shipped.ok) throw new Error(shipped.error.map(describeProblem).join('\n'));

  test.each(['national-2014', 'changchun-2011'])('%s holds the rule of twelve months, window two', (pack) => {
    expect(certificationRule(shipped.value, pack, '2026-11-23')).toEqual({
      ok: true,
      value: { periodMonths: 12, convention: 'from-current-month', renewalWindowMonths: 2 },
    });
    expect(resumptionRule(shipped.value, pack, '2026-11-23')).toEqual({
      ok: true,
      value: { graceMonths: 0, backPay: 'each-month-rate', deathMonth: 'payable', prisonBackPay: 'none' },
    });
  });

  test('a county without its own pack has the national one', () => {
    expect(packForCounty(shipped.value, '990101', '2026-11-23')).toBe('national-2014');
    expect(packForCounty(shipped.value, '220102', '2026-11-23')).toBe('changchun-2011');
    expect(packForCounty(shipped.value, '220102', '2011-06-30')).toBe('national-2014');
  });

  test('a pack speaks for the days before it through the one that it followed, and before that not at all', () => {
    const on = (date: string) => settingOn(shipped.value, 'national-2014', 'inheritance.ledgers', date);
    expect(on('2014-02-21')).toMatchObject({ value: { pack: { id: 'national-2014' } } });
    expect(on('2014-02-20')).toMatchObject({ value: { pack: { id: 'national-2009' } } });
    expect(on('2009-08-31')).toMatchObject({ error: { kind: 'no-value' } });
    expect(certificationRule(shipped.value, 'national-2014', '2009-08-31').ok).toBe(false);
    expect(certificationRule(shipped.value, 'nowhere', '2026-11-23')).toEqual({
      ok: false,
      error: { kind: 'unknown-pack', pack: 'nowhere' },
    });
  });
});

describe('layers and dates', () => {
  const period = (from: string, value: number, more: Row = {}) =>
    row('certification.periodMonths', from, { value, ...more });
  const months = (packs: readonly Pack[], pack: string, date: string) => {
    const found = settingOn(sound(...packs), pack, 'certification.periodMonths', date);
    return found.ok ? [found.value.value, found.value.pack.id] : undefined;
  };

  test('a new row takes over on its day and the old one still holds for the days before', () => {
    const pack = { ...national, rows: [...national.rows, period('2020-07-01', 6)] };
    expect(months([pack], 'nation', '2020-06-30')).toEqual([12, 'nation']);
    expect(months([pack], 'nation', '2020-07-01')).toEqual([6, 'nation']);
  });

  test('a county’s row goes before the nation’s, and its end gives way to it', () => {
    const packs = [national, county([period('2015-01-01', 24, { to: '2015-12-31' })])];
    expect(months(packs, 'county', '2014-12-31')).toEqual([12, 'nation']);
    expect(months(packs, 'county', '2015-01-01')).toEqual([24, 'county']);
    expect(months(packs, 'county', '2015-12-31')).toEqual([24, 'county']);
    expect(months(packs, 'county', '2016-01-01')).toEqual([12, 'nation']);
  });

  test('a county hands a value back with a new row, not by editing the old one', () => {
    const { value: _, ...inherit } = period('2016-01-01', 0, { inherit: true });
    const packs = [national, county([period('2015-01-01', 24), inherit])];
    expect(months(packs, 'county', '2015-06-01')).toEqual([24, 'county']);
    expect(months(packs, 'county', '2016-06-01')).toEqual([12, 'nation']);
  });

  test('a province stands between', () => {
    const province = {
      ...county([period('2015-01-01', 18)]),
      id: 'province',
      layer: 'province',
      area: { name: 'p', codes: [] },
    };
    const packs = [national, province, county([], { extends: 'province' })];
    expect(months(packs, 'county', '2015-01-01')).toEqual([18, 'province']);
  });

  test('on every day a sound book has exactly the value of the latest row', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 3000 }),
        (starts, at) => {
          const day = (n: number) => new Date(Date.UTC(2015, 0, 1 + n)).toISOString().slice(0, 10);
          const rows = starts.sort((a, b) => a - b).map((n, index) => period(day(n), index + 1));
          const expected = starts.filter((n) => n <= at).length || 12;
          expect(months([national, county(rows)], 'county', day(at))?.[0]).toBe(expected);
        },
      ),
    );
  });
});

describe('what is wrong is named by row', () => {
  const without = (key: string, source: Row): Row =>
    Object.fromEntries(Object.entries(source).filter(([name]) => name !== key));
  const more = (extra: readonly Row[]) => ({ ...national, rows: [...national.rows, ...extra] });

  test.each([
    [
      'no source',
      row('prison.backPay', '2020-01-01', { citation: ' ' }),
      new RegExp(`row ${NEXT} \\(prison\\.backPay from 2020-01-01\\): citation: a row needs its source`),
    ],
    [
      'source left out',
      without('citation', row('prison.backPay', '2020-01-01')),
      new RegExp(`row ${NEXT} \\(prison.*\\): citation: `),
    ],
    [
      'value left out',
      without('value', row('prison.backPay', '2020-01-01')),
      new RegExp(`row ${NEXT} .*: value: a row needs a value`),
    ],
    [
      'same day twice',
      row('prison.backPay', '2014-01-01'),
      new RegExp(`row ${NEXT} .*overlaps row ${LAST}, same first day`),
    ],
    [
      'out of order',
      row('prison.backPay', '2013-01-01'),
      new RegExp(`row ${NEXT} .*stands after row ${LAST}`),
    ],
    [
      'wrong value',
      row('prison.backPay', '2020-01-01', { value: 'some' }),
      new RegExp(`row ${NEXT} .*value "some"`),
    ],
    [
      'too many months',
      row('certification.periodMonths', '2020-01-01', { value: 400 }),
      new RegExp(`row ${NEXT} .*value 400`),
    ],
    [
      'unknown parameter',
      row('certification.months', '2020-01-01', { value: 1 }),
      new RegExp(`row ${NEXT} .*no parameter has this name`),
    ],
    ['no day', row('prison.backPay', '2020-02-30'), new RegExp(`row ${NEXT} .*from: `)],
    [
      'ends before it begins',
      row('prison.backPay', '2020-01-01', { to: '2019-01-01' }),
      new RegExp(`row ${NEXT} .*before it begins`),
    ],
    [
      'unknown key',
      row('prison.backPay', '2020-01-01', { until: '2021-01-01' }),
      new RegExp(`row ${NEXT} .*until`),
    ],
    ['no row', 7, new RegExp(`row ${NEXT} \\(no parameter\\)`)],
  ] as const)('%s', (_, extra, pattern) => {
    const found = problems(more([extra as Row]));
    expect(found.some((line) => pattern.test(line))).toBe(true);
    expect(found.every((line) => line.startsWith('nation.json: ') && !line.includes('\n'))).toBe(true);
  });

  test('a row that has not ended when the next begins', () => {
    const rows = [
      row('prison.backPay', '2015-01-01', { to: '2016-06-30' }),
      row('prison.backPay', '2016-06-30'),
    ];
    expect(problems(national, county(rows))).toEqual([
      'county.json: row 2 (prison.backPay from 2016-06-30): overlaps row 1, which lasts until 2016-06-30',
    ]);
  });

  test('a row that ends with nothing after it leaves a gap', () => {
    const rows = national.rows.map((each, index) => (index === 0 ? { ...each, to: '2019-12-31' } : each));
    expect(problems({ ...national, rows })).toEqual([
      'nation.json: row 1 (certification.periodMonths from 2014-01-01): gap, no value from 2020-01-01 on in nation',
    ]);
  });

  test('a parameter that is nowhere', () => {
    expect(problems({ ...national, rows: national.rows.slice(1) })).toEqual([
      'nation.json: certification.periodMonths: gap, no value from 2014-01-01 on in nation',
    ]);
  });

  test('a county pack that begins before the one it stands on', () => {
    const found = problems(national, county([], { effective: { from: '2011-07-01' } }));
    expect(found).toHaveLength(LAST);
    expect(found[0]).toMatch(/gap, no value from 2011-07-01 on in county ← nation/);
  });

  test.each([
    ['pack missing below', county([], { extends: 'none' }), /there is no pack "none"/],
    ['pack on itself', county([], { extends: 'county' }), /"county" is county, not below county/],
    ['county on nothing', county([], { extends: null }), /a county pack stands on another/],
    ['file of another name', { ...county([]), id: 'else' }, undefined],
    ['wrong schema', county([], { schema: 'policy/2' }), /schema/],
  ] as const)('%s', (_, pack, pattern) => {
    const found = problems(national, pack);
    if (pattern === undefined) expect(found).toEqual([]);
    else expect(found.join('\n')).toMatch(pattern);
  });

  test('two packs for one county at one time', () => {
    expect(problems(national, county([]), county([], { id: 'rival' }))).toEqual([
      'rival.json: area 990101: overlaps county at the same time',
    ]);
  });

  test('a file that is not JSON, and one that lies about its name', () => {
    const files = [
      { file: 'a.json', text: '{' },
      { file: 'b.json', text: JSON.stringify(national) },
    ];
    const built = buildBook(files);
    expect(built.ok ? [] : built.error.map(describeProblem)).toEqual([
      expect.stringMatching(/^a\.json: not JSON: /),
      'b.json: id is "nation", the file\'s name says otherwise',
    ]);
  });

  test('no text at all makes it throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.anything().map((v) => JSON.stringify({ ...national, rows: [v] }) ?? ''),
        ),
        (text) => {
          void buildBook([{ file: 'x.json', text }]);
        },
      ),
    );
  });
});
