import { describe, expect, it } from 'vitest';
import { monthAt } from '../../../../shared/dates/month.ts';
import type { Contribution, LifeFacts } from '../../../../shared/pension/life/facts.ts';
import { amountOf } from '../../../../shared/pension/life/outcome.ts';
import { bookWith, rulesOf, shippedFiles, someone, work } from './lives.ts';

const changchun = rulesOf('changchun-2011');
const national = rulesOf('national-2014');

const paid = (more: Partial<Contribution> = {}): Contribution => ({
  year: 2012,
  kind: 'current',
  month: '2012-10',
  tier: 10_000,
  aid: 0,
  ...more,
});

/** Of age at the start, nothing paid in: the base pension alone. */
const ofAge: LifeFacts = {
  ...someone,
  birth: '1948-01-20',
  application: { month: '2011-12', serviceYears: 0 },
};

const months = (facts: LifeFacts, through: Parameters<typeof work>[1], rules = changchun) =>
  work(facts, through, rules).payments.map((payment) => [
    monthAt(payment.paidIn),
    monthAt(payment.forMonth),
    payment.kind,
    amountOf(payment),
  ]);

describe('paying in', () => {
  it('posts tier and subsidy together and settles ledger by ledger (R45, R37)', () => {
    const { credits, settlements } = work({ ...someone, contributions: [paid()] }, '2013-12', changchun);
    expect(credits).toMatchObject([
      { amounts: { personal: 10_000, collective: 0, subsidy: 3000 }, own: 10_000 },
    ]);
    expect(credits[0]?.bearers.map(({ payer, fen }) => [payer, fen])).toEqual([
      ['province', 1800],
      ['city', 600],
      ['district', 600],
    ]);
    // 100.00 × 3 × 0.035 ÷ 12 = 0.875; 30.00 × 3 × 0.035 ÷ 12 = 0.2625; then 100.88 × 0.03 = 3.0264, 30.26 × 0.03 = 0.9078.
    expect(settlements).toMatchObject([
      { year: 2012, through: 12, interest: { personal: 88, collective: 0, subsidy: 26 } },
      {
        year: 2013,
        through: 12,
        interest: { personal: 303, subsidy: 91 },
        balance: { personal: 10_391, subsidy: 3117 },
      },
    ]);
  });

  it('lets the government pay the lowest tier, and the person the rest (R26)', () => {
    const { credits } = work(
      { ...someone, group: 'dibao', contributions: [paid({ tier: 30_000 })] },
      '2012-12',
      changchun,
    );
    expect(credits).toMatchObject([
      { own: 20_000, govPaid: 10_000, amounts: { personal: 30_000, subsidy: 4000 } },
    ]);
  });

  it('spreads aid over years under the cap, January first, and gives what waits at the assessment (R25)', () => {
    const facts: LifeFacts = {
      ...someone,
      birth: '1955-02-01',
      contributions: [paid({ aid: 235_000 })],
      application: { month: '2015-03', serviceYears: 0 },
    };
    const aid = work(facts, '2015-03', changchun).credits.map(({ month, kind, amounts }) => [
      monthAt(month),
      kind,
      amounts.collective,
    ]);
    expect(aid).toEqual([
      ['2012-10', 'current', 100_000],
      ['2013-01', 'aid', 100_000],
      ['2014-01', 'aid', 35_000],
    ]);
    const sooner: LifeFacts = {
      ...facts,
      birth: '1953-01-01',
      application: { month: '2013-02', serviceYears: 0 },
    };
    expect(work(sooner, '2013-02', changchun).credits.at(-1)).toMatchObject({
      kind: 'aid',
      amounts: { collective: 35_000 },
    });
  });

  it('subsidises one year of back-payment for those with few years to go, none for those of age, and no gap (R29)', () => {
    const backpaid = (birth: string) =>
      work(
        {
          ...someone,
          birth,
          contributions: [2009, 2010].map((year) => paid({ year, kind: 'backpay', month: '2011-09' })),
        },
        '2011-12',
        changchun,
      ).credits.map(({ amounts }) => amounts.subsidy);
    expect(backpaid('1956-01-01')).toEqual([3000, 0]);
    expect(backpaid('1945-01-01')).toEqual([0, 0]);
    const gap = paid({ year: 2012, kind: 'gap', month: '2014-10' });
    expect(work({ ...someone, contributions: [gap] }, '2014-12', changchun).credits[0]?.amounts.subsidy).toBe(
      0,
    );
  });
});

describe('being paid', () => {
  it('pays from July 2011 to someone of age who applies in December (R32): 6 × 55 = 330.00', () => {
    const rows = months(ofAge, '2011-12');
    expect(rows).toHaveLength(6);
    expect(rows[0]).toEqual(['2011-12', '2011-07', 'pension', 5500]);
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(33_000);
  });

  it('pays nothing of the base to someone whose years are short (R29)', () => {
    const facts: LifeFacts = {
      ...someone,
      birth: '1955-06-15',
      contributions: [2011, 2012, 2013].map((year) =>
        paid({ year, month: `${year}-10` as Contribution['month'] }),
      ),
      application: { month: '2015-07', serviceYears: 0 },
    };
    const { assessment, payments } = work(facts, '2015-07', changchun);
    expect(assessment).toMatchObject({ yearsPaid: 3, yearsRequired: 4, baseDue: false });
    expect(payments[0]?.base).toBe(0);
  });

  it('stops in the thirteenth month and pays the months back after certifying', () => {
    const facts: LifeFacts = { ...ofAge, certified: ['2013-03'] };
    const rows = months(facts, '2013-04');
    expect(rows.filter(([paidIn]) => paidIn === '2012-12')).toEqual([]);
    expect(rows.filter(([paidIn]) => paidIn === '2013-03').map((row) => row[1])).toEqual([
      '2012-12',
      '2013-01',
      '2013-02',
      '2013-03',
    ]);
  });

  it('never pays the months of a sentence', () => {
    const facts: LifeFacts = { ...ofAge, sentences: [{ from: '2012-02', to: '2012-04' }] };
    expect(
      months(facts, '2012-06')
        .map((row) => row[1])
        .filter((month) => String(month) > '2012'),
    ).toEqual(['2012-01', '2012-05', '2012-06']);
  });

  it('takes back what was paid after a death that was told late, and gives the rest to the heirs (R36)', () => {
    const facts: LifeFacts = {
      ...ofAge,
      contributions: [paid({ year: 2010, kind: 'backpay', month: '2011-09', tier: 100_000 })],
      exit: { kind: 'death', month: '2012-03', reported: '2012-06', heirs: [1, 1, 1] },
    };
    const { payments, closing, settlements } = work(facts, '2012-12', changchun);
    const recovered = payments.filter(({ kind }) => kind === 'recovery');
    expect(recovered.map(({ forMonth }) => monthAt(forMonth))).toEqual(['2012-04', '2012-05']);
    expect(recovered.map(amountOf)).toEqual([-6224, -6224]);
    // 1000.00 × 3 × 0.0275 ÷ 12 = 6.88 before the assessment; 1006.88 ÷ 139 = 7.24, with the base 62.24.
    const drawn = payments.reduce((sum, { draw }) => sum + draw.personal, 0);
    const interest = settlements.reduce((sum, row) => sum + row.interest.personal, 0);
    expect(closing?.out.personal).toBe(100_000 + interest - drawn);
    expect(closing?.shares.reduce((sum, fen) => sum + fen, 0)).toBe(closing?.out.personal);
    expect(payments.at(-1)?.paidIn).toBeLessThanOrEqual(closing?.acted ?? 0);
  });

  it('leaves the fund to pay once the account is empty (支付终身)', () => {
    const facts: LifeFacts = {
      ...ofAge,
      birth: '1940-01-20',
      contributions: [paid({ year: 2010, kind: 'backpay', month: '2011-11', tier: 10_000 })],
      certified: Array.from({ length: 13 }, (_, index) => `${2012 + index}-06` as Contribution['month']),
    };
    const last = work(facts, '2025-05', changchun).payments.at(-1);
    expect(last).toMatchObject({ draw: { personal: 0 }, balance: { personal: 0 } });
    expect(last?.fund).toBe(last?.pension);
  });
});

describe('a changed rule', () => {
  it('changes the amounts from its date on and nothing before', () => {
    const files = shippedFiles().map(({ file, text }) => {
      if (file !== 'national-2014.json') return { file, text };
      const pack = JSON.parse(text) as { rows: { parameter: string; from: string; value: unknown }[] };
      const last = pack.rows.findLastIndex(({ parameter }) => parameter === 'base.monthly');
      pack.rows.splice(last + 1, 0, { ...pack.rows[last]!, from: '2027-05-01', value: '163.00' });
      return { file, text: JSON.stringify(pack) };
    });
    const changed = rulesOf('national-2014', bookWith(1, files));
    const facts: LifeFacts = {
      ...someone,
      birth: '1949-01-01',
      application: { month: '2026-03', serviceYears: 0 },
      certified: ['2026-11', '2027-09'],
    };
    const amounts = (rules: typeof national) => work(facts, '2027-08', rules).payments.map(amountOf);
    const [before, after] = [amounts(national), amounts(changed)];
    const turn = work(facts, '2027-04', national).payments.length;
    expect(after.slice(0, turn)).toEqual(before.slice(0, turn));
    expect(after.slice(turn)).toEqual(before.slice(turn).map((fen) => fen + 2000));
    expect(after.length - turn).toBe(4);
  });
});
