import { expect, it } from 'vitest';
import { onBothEngines } from './engines.ts';
import type { TestLedger } from './ledger.ts';
import { rulesWith } from './ledger.ts';
import { LI } from './people.ts';

async function assessed(county: TestLedger) {
  return await county.store.db.selectFrom('assessments').selectAll().executeTakeFirstOrThrow();
}

onBothEngines('待遇核定', (ledger) => {
  it('gives nothing but the account where years are missing', async () => {
    const county = await ledger();
    await county.person(LI);
    // 58 on the day of the start: two years are required.
    await county.post(LI, '2012-01', [100, 0, 30]);
    await county.apply(LI, '2012-01', { birth: '1953-06-30' });
    await county.months('2012-01', '2012-01');
    expect(await assessed(county)).toMatchObject({ years_paid: 1, base_due: 0, pension: 94 });
    expect(await county.payments(LI)).toEqual([
      '2012-01 2012-01 pension: 0.00 0.94 0.00 0.00 = 0.72 0.00 0.22 + 0.00 → 99.28 0.00 29.78',
    ]);
  });

  it.each([
    ['1951-07-01', 1],
    ['1951-07-02', 0],
  ])('takes the age by the day of the start: born %s', async (birth, due) => {
    const county = await ledger();
    await county.person(LI);
    await county.apply(LI, '2012-01', { birth });
    await county.months('2012-01', '2012-01');
    expect(await assessed(county)).toMatchObject({ years_paid: 0, base_due: due });
  });

  it.each([
    ['1942-02', 0],
    ['1942-01', 10],
    ['1936-01', 20],
    ['1936-02', 10],
  ])('adds for who paid years back, by the age in months: born %s', async (born, percent) => {
    const county = await ledger();
    await county.person(LI, { household: 'urban' });
    await county.post(LI, '2012-01', [1390, 0, 0], 'backpay');
    await county.post(LI, '2012-01', [139, 0, 0], 'aid');
    await county.apply(LI, '2012-01', { birth: `${born}-28` });
    const bonusBands = [
      { fromAge: 70, throughAge: 75, percent: 10 },
      { fromAge: 76, percent: 20 },
    ];
    await county.month('2012-01', rulesWith({ assessment: { bonusBands, bonusHouseholds: ['urban'] } }));
    expect(await assessed(county)).toMatchObject({
      years_paid: 1,
      bonus_percent: percent,
      pension: 1100 + 11 * percent,
      certified_through: '2012-12',
    });
  });
});
