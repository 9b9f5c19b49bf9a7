import type { Random } from '../../shared/clock/clock.ts';

export const BACK_OFF_FLOOR_MS = 1000;
export const BACK_OFF_CEILING_MS = 15 * 60 * 1000;

/**
 * Full jitter: anywhere between the floor and a bound that doubles with each failure, so that ten
 * thousand terminals whose county comes back do not come back together.
 *
 * @param failures how many full attempts failed in a row, from 1
 */
export function backOffMs(random: Random, failures: number): number {
  const bound = Math.min(BACK_OFF_CEILING_MS, BACK_OFF_FLOOR_MS * 2 ** Math.min(failures, 20));
  return BACK_OFF_FLOOR_MS + random.below(bound - BACK_OFF_FLOOR_MS + 1);
}

/** What a server asked for, within reason: nobody but the county may silence a terminal for long. */
export function heldMs(retryAfterMs: number | undefined): number {
  return Math.min(Math.max(retryAfterMs ?? 0, 0), BACK_OFF_CEILING_MS);
}
