import type { Clock } from '../../shared/clock/clock.ts';

/** What XState asks of a clock. The timer's id is the function that cancels it. */
export interface TimerClock {
  setTimeout(callback: (...args: unknown[]) => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

/** The injected clock in the shape that XState takes, so that every delay of a flow runs on it. */
export function timerClock(clock: Clock): TimerClock {
  return {
    setTimeout: (callback, ms) => clock.after(ms, callback),
    clearTimeout: (id) => {
      if (typeof id === 'function') id();
    },
  };
}
