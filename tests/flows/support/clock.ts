import type { Clock, Random } from '../../../shared/clock/clock.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until told otherwise; timers fire one by one, each at its own time. */
export interface SimulatedClock extends Clock {
  /** Lets `ms` pass; promises settle after each timer. */
  advance(ms: number): Promise<void>;
  /** Wall clock and monotonic time part ways: somebody set the clock. */
  setWall(epochMs: number): void;
  pending(): number;
}

/** Lets every promise that can settle do so, and what follows from it. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await Promise.resolve();
}

export function createSimulatedClock(startsAt: number): SimulatedClock {
  let time = 0;
  let wall = startsAt;
  let order = 0;
  let timers: Timer[] = [];

  return {
    now: () => wall + time,
    monotonic: () => time,
    after(ms, callback) {
      const timer = { due: time + Math.max(0, ms), order: order++, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const until = time + ms;
      await settle();
      for (;;) {
        const next = timers
          .filter((timer) => timer.due <= until)
          .sort((a, b) => a.due - b.due || a.order - b.order)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        time = Math.max(time, next.due);
        next.callback();
        await settle();
      }
      time = until;
    },
    setWall(epochMs) {
      wall = epochMs - time;
    },
    pending: () => timers.length,
  };
}

/** mulberry32: small, seeded, good enough for tests. */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    below: (bound) => Math.floor((next() / 0x1_0000_0000) * bound),
  };
}
