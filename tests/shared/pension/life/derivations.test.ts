import { describe, expect, it } from 'vitest';
import { formatYuan } from '../../../../shared/money/fen.ts';
import { checkLife } from '../../../../shared/pension/life/check.ts';
import type { LifeOutcome } from '../../../../shared/pension/life/outcome.ts';
import { amountOf, derivationsOf, totalOf } from '../../../../shared/pension/life/outcome.ts';
import { followStep } from './calculator.ts';
import { bookWith, livesOf, PACKS, rulesOf } from './lives.ts';

const SEED = 20_261_125;

describe.each(PACKS)('lives under %s', (pack) => {
  it('could all have happened', () => {
    const rules = rulesOf(pack, bookWith(SEED));
    for (const [facts] of livesOf(pack, SEED, 200)) {
      const checked = checkLife(facts, rules);
      expect(checked.ok ? [] : checked.error).toEqual([]);
    }
  });

  it('derive every amount so that a calculator gets the same fen from the steps alone', () => {
    let amounts = 0;
    for (const [, outcome] of livesOf(pack, SEED, 25)) {
      for (const { of, fen, steps, citation, effective, rule } of derivationsOf(outcome)) {
        amounts += 1;
        for (const step of steps) {
          const { worked, written } = followStep(step);
          expect(worked, `${of}: ${step}`).toBe(written);
        }
        expect(steps.at(-1)?.split(' ').at(-1), of).toBe(formatYuan(fen));
        expect(citation).not.toBe('');
        expect(effective).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        expect(rule).not.toBe('');
      }
    }
    expect(amounts).toBeGreaterThan(1000);
  });

  it('explain all of what is credited, earned, drawn and paid', () => {
    for (const [, outcome] of livesOf(pack, SEED + 1, 50)) {
      for (const { whys, amounts } of outcome.credits)
        expect(sumOf(whys, /\/(personal|collective|subsidy)$/)).toBe(totalOf(amounts));
      for (const { whys, interest } of outcome.settlements) expect(sumOf(whys)).toBe(totalOf(interest));
      for (const payment of outcome.payments) {
        const { whys } = payment;
        expect(sumOf(whys)).toBe(amountOf(payment));
      }
    }
  });

  it('lose no fen and make none', () => {
    for (const [, outcome] of livesOf(pack, SEED + 2, 200)) {
      expect(heldBy(outcome)).toBe(totalOf(outcome.balance));
      for (const { balance, fund, kind } of outcome.payments) {
        expect(Math.min(balance.personal, balance.collective, balance.subsidy)).toBeGreaterThanOrEqual(0);
        if (kind === 'pension') expect(fund).toBeGreaterThanOrEqual(0);
      }
      const paid = outcome.payments.filter(({ kind }) => kind === 'pension').map(({ forMonth }) => forMonth);
      expect(new Set(paid).size).toBe(paid.length);
      if (outcome.closing !== undefined) expect(totalOf(outcome.balance)).toBe(0);
    }
  });
});

function sumOf(
  whys: readonly { readonly of: string; readonly working: { readonly fen: number } }[],
  named = /./,
): number {
  return whys.filter(({ of }) => named.test(of)).reduce((sum, { working }) => sum + working.fen, 0);
}

function heldBy({ credits, settlements, payments, closing }: LifeOutcome): number {
  const credited = credits.reduce((sum, { amounts }) => sum + totalOf(amounts), 0);
  const earned = settlements.reduce((sum, { interest }) => sum + totalOf(interest), 0);
  const drawn = payments.reduce((sum, { draw }) => sum + totalOf(draw), 0);
  const out = closing === undefined ? 0 : totalOf(closing.out) + totalOf(closing.toFund);
  return credited + earned - drawn - out;
}
