import { Decimal } from 'decimal.js';

/**
 * Decimals wide enough that no amount of a person's life is rounded on the way: only `roundFen` rounds,
 * once, where the rule says.
 */
export const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
export type Exact = Decimal;

/** Half-up (away from zero) to whole fen. */
export function roundFen(fen: Exact): number {
  // A negative nothing is nothing.
  return fen.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber() || 0;
}
