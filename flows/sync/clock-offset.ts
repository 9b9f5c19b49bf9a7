import type { Clock } from '../../shared/clock/clock.ts';

interface Sample {
  readonly roundTripMs: number;
  /** County time minus our monotonic clock: stays right when somebody sets the wall clock. */
  readonly countyMinusMonotonic: number;
}

export type Samples = readonly Sample[];

const KEPT = 5;

/** The newest five samples, this one included. */
export function withSample(
  samples: Samples,
  clock: Clock,
  exchange: { readonly offsetMs: number; readonly roundTripMs: number },
): Samples {
  const countyMinusMonotonic = exchange.offsetMs + clock.now() - clock.monotonic();
  return [...samples, { roundTripMs: exchange.roundTripMs, countyMinusMonotonic }].slice(-KEPT);
}

/**
 * County time minus the wall clock of now. The quickest exchange is the best witness: its error is at
 * most half its round trip (Cristian's algorithm).
 */
export function bestOffset(samples: Samples, clock: Clock): number | undefined {
  const [first, ...others] = samples;
  if (first === undefined) return undefined;
  const best = others.reduce((best, one) => (one.roundTripMs < best.roundTripMs ? one : best), first);
  return Math.round(best.countyMinusMonotonic + clock.monotonic() - clock.now());
}
