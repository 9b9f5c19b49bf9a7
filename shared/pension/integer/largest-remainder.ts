import { whole } from './whole.ts';

/**
 * Cuts `total` fen by `weights` into `parts` (as many) so that they add up: each gets its share without the
 * fraction of a fen, and the fen left over go one each to the largest fractions; of equal ones the first is
 * served (最大余数法). All weights zero: nothing is cut. None of the numbers is negative, and (`total` + 1) ×
 * the sum of the weights is below 2^53.
 */
export function cutInto(total: number, weights: readonly number[], parts: number[]): void {
  let sum = 0;
  for (const weight of weights) {
    if (!(weight >= 0)) throw new RangeError(`${weight} is no weight`);
    sum = whole(sum + weight);
  }
  if (!(total >= 0)) throw new RangeError(`${total} fen cannot be cut`);
  if (sum === 0 || total === 0) {
    parts.fill(0);
    return;
  }
  whole((total + 1) * sum);
  let left = total;
  for (let index = 0; index < weights.length; index += 1) {
    const part = Math.floor((total * (weights[index] ?? 0)) / sum);
    parts[index] = part;
    left -= part;
  }
  for (; left > 0; left -= 1) {
    // What a part lacks of its exact share, times the sum. Nothing is marked as served: one that got a fen
    // has more than its share, and there are always more parts with a fraction than fen left over.
    let most = 0;
    let neediest = 0;
    for (let index = 0; index < weights.length; index += 1) {
      const lacks = total * (weights[index] ?? 0) - (parts[index] ?? 0) * sum;
      if (lacks <= most) continue;
      most = lacks;
      neediest = index;
    }
    parts[neediest] = (parts[neediest] ?? 0) + 1;
  }
}
