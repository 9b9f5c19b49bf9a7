import { expect, it } from 'vitest';
import { onBothEngines } from './engines.ts';
import { rulesWith } from './ledger.ts';
import { LI, WANG } from './people.ts';

onBothEngines('结息', (ledger) => {
  it('counts the month of a posting, or begins with the next', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.post(LI, '2012-03', [100, 0, 30]);
    await county.months('2012-03', '2012-12');
    // 100.00 × 10 × 0.03 ÷ 12 = 2.50; 30.00 → 0.75.
    expect(await county.settlements(LI)).toEqual(['2012/12 2.50 0.00 0.75 → 102.50 0.00 30.75']);
    await county.post(LI, '2013-03', [100, 0, 0]);
    await county.months('2013-01', '2013-12', rulesWith({ interest: { monthRule: 'next-month' } }));
    // (102.50 × 12 + 100.00 × 9) × 0.03 ÷ 12 = 5.325 → 5.33; 30.75 × 0.03 = 0.9225 → 0.92.
    expect(await county.settlements(LI)).toContain('2013/12 5.33 0.00 0.92 → 207.83 0.00 31.67');
  });

  it.each(['same-month', 'next-month'] as const)('takes off what was drawn (%s)', async (monthRule) => {
    const county = await ledger();
    const rules = rulesWith({ interest: { monthRule } });
    await county.person(LI);
    // With the interest of December it is 10000.00.
    await county.post(LI, '2011-12', [9975.06, 0, 0]);
    await county.months('2011-12', '2011-12');
    await county.apply(LI, '2012-01');
    await county.months('2012-01', '2012-12', rules);
    // 10000.00 ÷ 139 ≈ 71.94 a month. (10000.00 × 12 − 71.94 × (12 + … + 1)) × 0.03 ÷ 12 = 285.9717, or
    // with 11 + … + 0: 288.1299.
    expect(await county.settlements(LI)).toEqual([
      '2011/12 24.94 0.00 0.00 → 10000.00 0.00 0.00',
      monthRule === 'same-month'
        ? '2012/12 285.97 0.00 0.00 → 9422.69 0.00 0.00'
        : '2012/12 288.13 0.00 0.00 → 9424.85 0.00 0.00',
    ]);
  });

  it('is settled before an assessment and goes on from there', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.post(LI, '2012-01', [1200, 0, 0]);
    await county.post(LI, '2012-06', [100, 0, 0]);
    await county.apply(LI, '2012-06');
    await county.months('2012-01', '2012-12');
    expect(await county.settlements(LI)).toEqual([
      // 1200.00 × 5 × 0.03 ÷ 12 = 15.00, and 1315.00 ÷ 139 ≈ 9.46 from June on:
      '2012/5 15.00 0.00 0.00 → 1215.00 0.00 0.00',
      // (1215.00 × 7 + 100.00 × 7 − 9.46 × (7 + … + 1)) × 0.03 ÷ 12 = 22.3503; seven draws are 66.22.
      '2012/12 22.35 0.00 0.00 → 1271.13 0.00 0.00',
    ]);
    const assessment = await county.store.db.selectFrom('assessments').selectAll().executeTakeFirstOrThrow();
    expect(assessment).toMatchObject({ personal: 131_500, pension: 946 });
  });

  it('is settled for a zero account, and no more for one that is closed', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.person(WANG);
    await county.apply(LI, '2012-03');
    await county.post(WANG, '2012-01', [100, 0, 0]);
    await county.leave(WANG, 'transfer', '2012-02');
    await county.months('2012-01', '2012-12');
    expect(await county.settlements(LI)).toEqual(['2012/12 0.00 0.00 0.00 → 0.00 0.00 0.00']);
    expect(await county.settlements(WANG)).toEqual(['2012/1 0.25 0.00 0.00 → 100.25 0.00 0.00']);
  });

  it('of a sealed account goes on, or stops with the month that it was sealed in', async () => {
    const county = await ledger();
    const stops = rulesWith({ interest: { sealed: 'none' } });
    for (const id of [LI, WANG]) {
      await county.person(id);
      await county.post(id, '2012-01', [1000, 0, 0]);
    }
    await county.leave(LI, 'seal', '2012-04', '2012-05');
    await county.months('2012-01', '2012-12', stops);
    expect(await county.settlements(LI)).toEqual([
      '2012/4 10.00 0.00 0.00 → 1010.00 0.00 0.00',
      '2012/12 0.00 0.00 0.00 → 1010.00 0.00 0.00',
    ]);
    expect(await county.settlements(WANG)).toEqual(['2012/12 30.00 0.00 0.00 → 1030.00 0.00 0.00']);
    await county.months('2013-01', '2013-12');
    expect(await county.settlements(LI)).toContain('2013/12 30.30 0.00 0.00 → 1040.30 0.00 0.00');
  });

  it('is refused while December of the year before is not settled', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.person(WANG);
    await county.post(LI, '2011-05', [100, 0, 0]);
    expect(await county.tryMonth('2012-12')).toEqual({
      ok: false,
      error: { kind: 'not-settled', year: 2011 },
    });
    await county.months('2011-05', '2011-12');
    // Came to light after the settlement of its year.
    await county.post(WANG, '2011-06', [100, 0, 0]);
    await county.apply(WANG, '2012-03');
    await county.months('2012-01', '2012-02');
    expect(await county.tryMonth('2012-03')).toMatchObject({ ok: false, error: { kind: 'not-settled' } });
  });
});
