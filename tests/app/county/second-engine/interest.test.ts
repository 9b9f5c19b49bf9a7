import { expect, it } from 'vitest';
import { onBothEngines } from './engines.ts';
import { rulesWith } from './ledger.ts';

const LI = '990101195107010011';

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
});
