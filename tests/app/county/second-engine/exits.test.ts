import { expect, it } from 'vitest';
import { onBothEngines } from './engines.ts';
import type { TestLedger } from './ledger.ts';
import { fen, rulesWith } from './ledger.ts';
import { LI } from './people.ts';

const NO_INTEREST = { interest: { rateMillionths: 0 } };

/** Assessed in 2012-01 on 10.00 and 5.00, so 1.50 a month; certified through 2012-12. */
async function payee(county: TestLedger): Promise<void> {
  await county.person(LI);
  await county.post(LI, '2012-01', [10, 0, 5]);
  await county.apply(LI, '2012-01');
}

const RULES = rulesWith({
  ...NO_INTEREST,
  assessment: { divisor: 10 },
  monthly: { funeralMonths: 3, heritable: ['personal', 'collective'] },
});

async function postings(county: TestLedger): Promise<readonly string[]> {
  const rows = await county.store.db
    .selectFrom('postings')
    .selectAll()
    .where('kind', 'in', ['inheritance', 'transfer-out'])
    .execute();
  return rows.map(
    (row) => `${row.kind} ${row.year}/${row.month} ${row.personal} ${row.collective} ${row.subsidy}`,
  );
}

onBothEngines('死亡', (ledger) => {
  it('in time: the month of death is paid, the rest goes to the heirs or stays with the fund', async () => {
    const county = await ledger();
    await payee(county);
    await county.leave(LI, 'death', '2012-02');
    await county.months('2012-01', '2012-03', RULES);
    expect(await county.payments(LI)).toEqual([
      '2012-01 2012-01 pension: 100.00 1.50 0.00 0.00 = 1.00 0.00 0.50 + 0.00 → 9.00 0.00 4.50',
      '2012-02 2012-02 pension: 100.00 1.50 0.00 0.00 = 1.00 0.00 0.50 + 0.00 → 8.00 0.00 4.00',
      '2012-02 2012-02 inheritance: 0.00 0.00 0.00 0.00 = 8.00 0.00 0.00 + 0.00 → 0.00 0.00 0.00',
      '2012-02 2012-02 funeral: 300.00 0.00 0.00 0.00 = 0.00 0.00 0.00 + 0.00 → 0.00 0.00 0.00',
    ]);
    expect(await postings(county)).toEqual([`inheritance 2012/2 ${-fen(8)} 0 ${-fen(4)}`]);
    await county.months('2012-04', '2012-12', RULES);
    expect(await county.settlements(LI)).toEqual(['2012/1 0.00 0.00 0.00 → 9.00 0.00 4.50']);
  });

  it('reported late: what was paid beyond it goes back, draws and all', async () => {
    const county = await ledger();
    await payee(county);
    await county.leave(LI, 'death', '2012-02', '2012-05');
    await county.months('2012-01', '2012-05', RULES);
    expect((await county.payments(LI)).slice(4)).toEqual([
      '2012-05 2012-03 recovery: -100.00 -1.50 0.00 0.00 = -1.00 0.00 -0.50 + 0.00 → 7.00 0.00 3.50',
      '2012-05 2012-04 recovery: -100.00 -1.50 0.00 0.00 = -1.00 0.00 -0.50 + 0.00 → 8.00 0.00 4.00',
      '2012-05 2012-02 inheritance: 0.00 0.00 0.00 0.00 = 8.00 0.00 0.00 + 0.00 → 0.00 0.00 0.00',
      '2012-05 2012-02 funeral: 300.00 0.00 0.00 0.00 = 0.00 0.00 0.00 + 0.00 → 0.00 0.00 0.00',
    ]);
  });

  it.each([
    ['payable', ['2013-01', '2013-02']],
    ['not-payable', ['2013-01']],
  ] as const)(
    'of a suspended person: the heirs have the months up to it (%s)',
    async (deathMonth, months) => {
      const county = await ledger();
      await payee(county);
      await county.leave(LI, 'death', '2013-02', '2013-04');
      const rules = {
        ...RULES,
        payment: { ...RULES.payment, deathMonth, resumptionBackPay: 'none' as const },
      };
      await county.months('2012-01', '2013-04', rules);
      const lines = (await county.payments(LI)).slice(12).map((line) => line.slice(0, 24));
      expect(lines).toEqual(
        [
          ...months.map((month) => `2013-04 ${month} pension`),
          '2013-04 2013-02 inheritance'.slice(0, 24),
          '2013-04 2013-02 funeral',
        ].map((line) => line.padEnd(24, ':').slice(0, 24)),
      );
    },
  );

  it('before any assessment: the account alone', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.post(LI, '2012-01', [10, 0, 5]);
    await county.leave(LI, 'death', '2012-02', '2012-03');
    await county.months('2012-01', '2012-03', RULES);
    expect(await county.payments(LI)).toEqual([
      '2012-03 2012-02 inheritance: 0.00 0.00 0.00 0.00 = 10.00 0.00 0.00 + 0.00 → 0.00 0.00 0.00',
    ]);
    expect(await county.settlements(LI)).toEqual(['2012/2 0.00 0.00 0.00 → 10.00 0.00 5.00']);
  });

  it('of somebody without an account leaves nothing', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.leave(LI, 'death', '2012-02');
    await county.months('2012-02', '2012-03', RULES);
    expect([await county.payments(LI), await postings(county)]).toEqual([[], []]);
  });
});

onBothEngines('转移', (ledger) => {
  it('takes the balances along, with their interest', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.post(LI, '2012-01', [100, 0, 40]);
    await county.leave(LI, 'transfer', '2012-05');
    await county.months('2012-01', '2012-06');
    // 100.00 × 4 × 0.03 ÷ 12 = 1.00.
    expect(await county.settlements(LI)).toEqual(['2012/4 1.00 0.00 0.40 → 101.00 0.00 40.40']);
    expect(await postings(county)).toEqual([`transfer-out 2012/5 ${-fen(101)} 0 ${-fen(40.4)}`]);
    expect(await county.payments(LI)).toEqual([]);
  });

  it('is too late once the pension is assessed', async () => {
    const county = await ledger();
    await payee(county);
    await county.leave(LI, 'transfer', '2012-03');
    await county.months('2012-01', '2012-04', RULES);
    expect(await postings(county)).toEqual([]);
    expect(await county.payments(LI)).toHaveLength(4);
  });
});
