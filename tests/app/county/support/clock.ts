import type { Clock } from '../../../../shared/clock/clock.ts';

/** A clock that stands still until it is set. */
export interface SetClock extends Clock {
  set(iso: string): void;
  advance(ms: number): void;
}

export function clockAt(iso: string): SetClock {
  let now = Date.parse(iso);
  return {
    now: () => now,
    monotonic: () => now,
    after: () => () => undefined,
    set(next) {
      now = Date.parse(next);
    },
    advance(ms) {
      now += ms;
    },
  };
}
