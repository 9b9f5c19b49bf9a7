/** A repeatable stream of random numbers (xorshift128, seeded by splitmix32): for invented data only. */
export interface Dice {
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** True with probability `share`. */
  chance(share: number): boolean;
  /** Throws on an empty list. */
  pick<T>(list: readonly T[]): T;
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const split = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split() | 1];
  const next = (): number => {
    let t = d;
    d = c;
    c = b;
    b = a;
    t ^= t << 11;
    t ^= t >>> 8;
    a = (t ^ a ^ (a >>> 19)) >>> 0;
    return a;
  };
  return {
    below: (bound) => Math.floor((next() / 0x1_0000_0000) * bound),
    chance: (share) => next() / 0x1_0000_0000 < share,
    pick(list) {
      const item = list[Math.floor((next() / 0x1_0000_0000) * list.length)];
      if (item === undefined) throw new TypeError('nothing to pick from');
      return item;
    },
  };
}
