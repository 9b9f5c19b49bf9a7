import { expect, it } from 'vitest';
import { onBothEngines } from './engines.ts';
import type { TestLedger } from './ledger.ts';
import { rulesWith } from './ledger.ts';
import { LI } from './people.ts';

type Amounts = Parameters<TestLedger['post']>[2];

async function drawn(
  county: TestLedger,
  amounts: Amounts,
  divisor: number,
  bonus = 0,
): Promise<readonly string[]> {
  await county.person(LI);
  await county.post(LI, '2012-01', amounts, 'backpay');
  await county.apply(LI, '2012-01');
  const bonusBands = bonus === 0 ? [] : [{ fromAge: 0, percent: bonus }];
  const assessment = { divisor, bonusBands, bonusHouseholds: ['rural' as const] };
  await county.months('2012-01', '2012-04', rulesWith({ assessment }));
  return (await county.payments(LI)).map((line) => line.replace(/.*pension: 100.00 /, ''));
}

onBothEngines('按比例冲减', (ledger) => {
  it('cuts by the balances, the fen left over to the largest remainders', async () => {
    // 71.94 × 0.7 = 50.358, × 0.1 = 7.194, × 0.2 = 14.388: the first and the last are rounded up.
    expect((await drawn(await ledger(), [7000, 1000, 2000], 139))[0]).toBe(
      '71.94 0.00 0.00 = 50.36 7.19 14.39 + 0.00 → 6949.64 992.81 1985.61',
    );
  });

  it('finds the largest among nearly equal remainders', async () => {
    // 10000.00 × 118 ÷ 100 ÷ 164 ≈ 71.95, of which each third is 23.983.
    expect((await drawn(await ledger(), [3333.33, 3333.33, 3333.34], 164, 18))[0]).toBe(
      '71.95 0.00 0.00 = 23.98 23.98 23.99 + 0.00 → 3309.35 3309.35 3309.35',
    );
  });

  it('serves personal before collective before subsidy where remainders are equal', async () => {
    // 42.86 in three: 14.28 each, and two fen.
    const [first, second] = await drawn(await ledger(), [100, 100, 100], 7);
    expect(first).toBe('42.86 0.00 0.00 = 14.29 14.29 14.28 + 0.00 → 85.71 85.71 85.72');
    // 42.86 × 85.71 ÷ 257.14 = 14.2861, × 85.72 = 14.2878: one to the subsidy, one to the first.
    expect(second).toBe('42.86 0.00 0.00 = 14.29 14.28 14.29 + 0.00 → 71.42 71.43 71.43');
  });

  it('empties the account, and the fund pays on', async () => {
    expect(await drawn(await ledger(), [8, 0, 0], 3)).toEqual([
      '2.67 0.00 0.00 = 2.67 0.00 0.00 + 0.00 → 5.33 0.00 0.00',
      '2.67 0.00 0.00 = 2.67 0.00 0.00 + 0.00 → 2.66 0.00 0.00',
      '2.67 0.00 0.00 = 2.66 0.00 0.00 + 0.01 → 0.00 0.00 0.00',
      '2.67 0.00 0.00 = 0.00 0.00 0.00 + 2.67 → 0.00 0.00 0.00',
    ]);
  });
});
