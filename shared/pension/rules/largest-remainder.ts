import { formatYuan } from '../../money/fen.ts';
import { Exact } from '../explain/decimal.ts';

/** An amount cut by weights, and the calculation of each part. */
export interface Cut {
  readonly parts: readonly number[];
  /** What a person would write down for one part. */
  readonly stepsOf: (part: number) => readonly string[];
}

/**
 * Cuts `total` fen by `weights` so that the parts add up: each gets its share without the fraction of a
 * fen, and the fen left over go one each to the largest fractions; of equal ones the first is served.
 * All weights zero, or no weights: nothing is cut. `weightText` writes a weight down.
 */
export function cut(
  total: number,
  weights: readonly number[],
  weightText: (weight: number) => string = formatYuan,
): Cut {
  const sum = weights.reduce((all, weight) => all.plus(weight), new Exact(0));
  if (sum.isZero() || total === 0) return { parts: weights.map(() => 0), stepsOf: () => ['0.00 = 0.00'] };
  const shares = weights.map((weight) => {
    const product = new Exact(total).times(weight);
    return { whole: product.divToInt(sum).toNumber(), fraction: product.mod(sum) };
  });
  const left = total - shares.reduce((all, { whole }) => all + whole, 0);
  const served = new Set(left === 0 ? [] : largestFractions(shares, left));
  return {
    parts: shares.map(({ whole }, index) => (served.has(index) ? whole + 1 : whole)),
    stepsOf(part) {
      const whole = shares[part]?.whole ?? 0;
      const share = formatYuan(whole);
      const [weight, all] = [weights[part] ?? 0, sum.toNumber()].map(weightText);
      const down = `floor(${formatYuan(total)} × ${weight} ÷ ${all}) = ${share}`;
      return served.has(part) ? [down, `${share} + 0.01 = ${formatYuan(whole + 1)}`] : [down];
    },
  };
}

function largestFractions(shares: readonly { readonly fraction: Exact }[], count: number): readonly number[] {
  return shares
    .map(({ fraction }, index) => ({ fraction, index }))
    .sort((a, b) => b.fraction.comparedTo(a.fraction) || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index);
}
