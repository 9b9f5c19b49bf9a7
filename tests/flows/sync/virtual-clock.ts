import type { Clock } from '../../../shared/clock/clock.ts';

export interface VirtualClock extends Clock {
  /** Lets everything happen that is due within `ms`, in order, with what follows from it. */
  pass(ms: number): Promise<void>;
  /** Goes to the next timer; false when there is none. */
  next(): Promise<boolean>;
  /** Sets the wall clock; timers and the monotonic clock go on. */
  setWall(at: number): void;
}

/** Time that stands still until a test lets it pass. */
export function virtualClock(start: number = Date.parse('2026-11-23T02:00:00Z')): VirtualClock {
  let elapsed = 0;
  let wall = start;
  let order = 0;
  const timers = new Map<number, { readonly at: number; readonly callback: () => void }>();

  /** Promises settle before time goes on: one turn of the real event loop runs them all. */
  const settle = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(resolve);
    });

  const earliest = () =>
    [...timers].reduce<[number, { readonly at: number; readonly callback: () => void }] | undefined>(
      (best, one) => (best === undefined || one[1].at < best[1].at ? one : best),
      undefined,
    );

  async function runUntil(limit: number): Promise<void> {
    await settle();
    for (let due = earliest(); due !== undefined && due[1].at <= limit; due = earliest()) {
      timers.delete(due[0]);
      elapsed = Math.max(elapsed, due[1].at);
      due[1].callback();
      await settle();
    }
    elapsed = Math.max(elapsed, limit);
  }

  return {
    now: () => wall + elapsed,
    monotonic: () => elapsed,
    after(ms, callback) {
      order += 1;
      const id = order;
      timers.set(id, { at: elapsed + ms, callback });
      return () => timers.delete(id);
    },
    pass: (ms) => runUntil(elapsed + ms),
    async next() {
      await settle();
      const due = earliest();
      if (due === undefined) return false;
      await runUntil(due[1].at);
      return true;
    },
    setWall(at) {
      wall = at - elapsed;
    },
  };
}
