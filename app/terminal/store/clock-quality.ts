import type { Clock } from '../../../shared/clock/clock.ts';
import { SKEW_LIMIT_MS } from '../../../shared/protocol/envelope.ts';

/** Steps smaller than this are what time synchronisation does on any machine. */
const BACKWARD_TOLERANCE_MS = 2000;

/** How far the wall clock can be believed. Order never rests on it. */
export interface ClockQuality {
  /** The county's clock minus ours, ms, as measured at this moment. */
  learn(offsetMs: number): void;
  read(): { readonly quality: 'trusted' | 'untrusted'; readonly offsetMs: number | null };
  /**
   * Wall clock put right by what is known of it, ms since the epoch: for every date that people read, and
   * for the day of a number. Before the county was ever asked, the clock as it stands.
   */
  now(): number;
}

/** `latestSeen` is the highest wall clock that this machine ever wrote down. */
export function watchClock(clock: Clock, latestSeen: () => number): ClockQuality {
  let learned: { readonly offsetMs: number; readonly wallMinusMonotonic: number } | undefined;
  const offset = (): number | null => {
    if (learned === undefined) return null;
    // It holds only as long as nobody set the wall clock: that shows against the monotonic one.
    const jumped = clock.now() - clock.monotonic() - learned.wallMinusMonotonic;
    return Math.round(learned.offsetMs - jumped);
  };
  return {
    learn(offsetMs) {
      learned = { offsetMs: Math.round(offsetMs), wallMinusMonotonic: clock.now() - clock.monotonic() };
    },
    read() {
      const offsetMs = offset();
      if (offsetMs === null) {
        // Nobody to ask yet: a clock that stands before what it wrote itself is wrong (empty RTC battery).
        const back = clock.now() < latestSeen() - BACKWARD_TOLERANCE_MS;
        return { quality: back ? 'untrusted' : 'trusted', offsetMs: null };
      }
      return { quality: Math.abs(offsetMs) > SKEW_LIMIT_MS ? 'untrusted' : 'trusted', offsetMs };
    },
    now: () => clock.now() + (offset() ?? 0),
  };
}
