/**
 * States what must be so unless the program itself is wrong. Kept in production: stopping visibly is
 * better than going on with a false record.
 */
export function assert(condition: boolean, statement: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${statement}`);
}
