import { expect, it } from 'vitest';
import type { RuleValues } from '../../../../app/county/second-engine/rules.ts';
import { onBothEngines } from './engines.ts';
import type { TestLedger } from './ledger.ts';
import { fen, RULES, rulesWith } from './ledger.ts';
import { LI, WANG } from './people.ts';

/** `paid_in for_month base` of each row. */
async function paid(county: TestLedger, id = LI): Promise<readonly string[]> {
  return (await county.payments(id)).map((line) => line.replace(/ pension: (\S+) .*/, ' $1'));
}

/** Assessed in 2012-01 with an empty account, so certified through 2012-12. */
async function payee(county: TestLedger, first = '2012-01'): Promise<void> {
  await county.person(LI);
  await county.apply(LI, '2012-01', { first });
}

onBothEngines('发放', (ledger) => {
  it('pays a late claim from its first month, each month at its own rate', async () => {
    const county = await ledger();
    await payee(county, '2011-11');
    const [now] = RULES.monthly;
    if (now === undefined) throw new Error('no rules');
    const rules: RuleValues = {
      ...RULES,
      monthly: [
        { ...now, base: fen(55) },
        { ...now, from: '2011-12', base: fen(70) },
        { ...now, from: '2012-02', base: fen(88) },
      ],
    };
    await county.months('2012-01', '2012-02', rules);
    expect(await paid(county)).toEqual([
      '2012-01 2011-11 55.00',
      '2012-01 2011-12 70.00',
      '2012-01 2012-01 70.00',
      '2012-02 2012-02 88.00',
    ]);
  });

  it('does not pay before the first month, or for a month without a rule', async () => {
    const county = await ledger();
    await payee(county, '2012-03');
    await county.months('2012-01', '2012-04');
    expect(await paid(county)).toEqual(['2012-03 2012-03 100.00', '2012-04 2012-04 100.00']);
    await county.person(WANG);
    await county.apply(WANG, '2012-05', { first: '1999-12' });
    expect(await county.tryMonth('2012-05')).toEqual({
      ok: false,
      error: { kind: 'no-rule', month: '1999-12' },
    });
  });

  it.each([
    ['each-month-rate', ['2013-04 2013-01', '2013-04 2013-02', '2013-04 2013-03', '2013-04 2013-04']],
    ['none', ['2013-04 2013-04']],
  ] as const)('stops without certification and pays back: %s', async (resumptionBackPay, resumed) => {
    const county = await ledger();
    const rules = rulesWith({ payment: { resumptionBackPay } });
    await payee(county);
    await county.months('2012-01', '2013-03', rules);
    expect((await paid(county)).at(-1)).toBe('2012-12 2012-12 100.00');
    await county.certify(LI, '2014-03');
    await county.months('2013-04', '2013-05', rules);
    expect((await paid(county)).slice(12)).toEqual(
      [...resumed, '2013-05 2013-05'].map((months) => `${months} 100.00`),
    );
  });

  it('still pays in the months of grace', async () => {
    const county = await ledger();
    await payee(county);
    await county.months('2012-01', '2013-04', rulesWith({ payment: { graceMonths: 2 } }));
    expect((await paid(county)).at(-1)).toBe('2013-02 2013-02 100.00');
  });

  it.each([
    ['none', ['2012-06 2012-06']],
    ['each-month-rate', ['2012-06 2012-04', '2012-06 2012-05', '2012-06 2012-06']],
  ] as const)('stops for a sentence: %s', async (prisonBackPay, resumed) => {
    const county = await ledger();
    await payee(county);
    await county.sentence(LI, '2012-04', '2012-05');
    await county.months('2012-01', '2012-07', rulesWith({ payment: { prisonBackPay } }));
    expect((await paid(county)).slice(3)).toEqual(
      [...resumed, '2012-07 2012-07'].map((months) => `${months} 100.00`),
    );
  });

  it('adds for years beyond the threshold, for age, and for service', async () => {
    const county = await ledger();
    await county.person(LI);
    for (const kind of ['current', 'gap', 'backpay', 'aid'] as const)
      await county.post(LI, '2012-01', [0, 0, 0], kind);
    await county.apply(LI, '2012-02', { birth: '1947-02-15', service: 4 });
    const ageBands = [
      { fromAge: 65, monthly: fen(5) },
      { fromAge: 70, monthly: fen(9) },
    ];
    const extraYear = { threshold: 1, monthly: fen(2) };
    const rules = rulesWith({ monthly: { ageBands, extraYear, servicePerYear: fen(10) } });
    await county.certify(LI, '2020-12');
    await county.months('2012-02', '2012-03', rules);
    // Two years beyond one, 4.00; from the month after the 65th birthday 5.00 more; service 40.00.
    expect(await county.payments(LI)).toEqual([
      '2012-02 2012-02 pension: 100.00 0.00 4.00 40.00 = 0.00 0.00 0.00 + 0.00 → 0.00 0.00 0.00',
      '2012-03 2012-03 pension: 100.00 0.00 9.00 40.00 = 0.00 0.00 0.00 + 0.00 → 0.00 0.00 0.00',
    ]);
    await county.months('2012-04', '2017-03', rules);
    expect((await county.payments(LI)).slice(-2).map((line) => line.slice(0, 41))).toEqual([
      '2017-02 2017-02 pension: 100.00 0.00 9.00',
      '2017-03 2017-03 pension: 100.00 0.00 13.00'.slice(0, 41),
    ]);
  });

  it('draws arrears one after the other, and counts what is posted meanwhile', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.post(LI, '2012-01', [10, 0, 0]);
    await county.apply(LI, '2012-01', { first: '2011-12' });
    const rules = rulesWith({ assessment: { divisor: 4 }, interest: { rateMillionths: 0 } });
    await county.months('2012-01', '2012-02', rules);
    await county.post(LI, '2012-03', [0, 0, 1], 'aid');
    await county.months('2012-03', '2012-03', rules);
    expect((await county.payments(LI)).map((line) => line.slice(32))).toEqual([
      '2.50 0.00 0.00 = 2.50 0.00 0.00 + 0.00 → 7.50 0.00 0.00',
      '2.50 0.00 0.00 = 2.50 0.00 0.00 + 0.00 → 5.00 0.00 0.00',
      '2.50 0.00 0.00 = 2.50 0.00 0.00 + 0.00 → 2.50 0.00 0.00',
      // 2.50 and the 1.00 that came: 2.50 × 2.50 ÷ 3.50 = 1.7857, 0.7142.
      '2.50 0.00 0.00 = 1.79 0.00 0.71 + 0.00 → 0.71 0.00 0.29',
    ]);
  });
});
