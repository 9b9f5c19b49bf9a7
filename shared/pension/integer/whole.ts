/**
 * The integer engine works out lists and forecasts for whole counties: the same amounts as the decimal
 * rules, to the fen, in plain numbers that hold whole fen exactly as long as they stay below 2^53. Each
 * product passes through `whole`, so that an amount out of range stops the work and is never a wrong fen.
 */

/** `value`, or a throw when it is no whole number below 2^53 (of either sign). */
export function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number below 2^53`);
  return value;
}

/**
 * `numerator` ÷ `divisor`, half-up (away from zero). `divisor` is whole, above zero and below 2^52.
 *
 * Flooring a floating quotient is exact here: a quotient that is not whole lies at least 1 ÷ divisor below
 * the next whole number, and as long as the numerator is below 2^53 that is more than half the distance
 * between neighbouring floating numbers there, so that it never rounds up to it.
 */
export function halfUp(numerator: number, divisor: number): number {
  const size = whole(Math.abs(numerator));
  const floor = Math.floor(size / divisor);
  const rounded = whole((size - floor * divisor) * 2 >= divisor ? floor + 1 : floor);
  // Not `-rounded`: that makes a negative zero of zero.
  return numerator < 0 ? 0 - rounded : rounded;
}
