import type { Clock, Random } from '../../shared/clock/clock.ts';

export const ATTEMPT_LIMIT = {
  /** Failed attempts of one person within the window before only the other ways stay open. */
  failures: 5,
  /** 3 min, as remote services do against trying on and on. */
  windowMs: 3 * 60_000,
} as const;

/** Counts failed face attempts per person, across visits. */
export interface AttemptLimiter {
  failed(idNumber: string): void;
  blocked(idNumber: string): boolean;
}

/**
 * Persons are kept as salted 53-bit hashes for three minutes, never as numbers: at home the machine
 * holds nothing that names anybody.
 */
export function createAttemptLimiter(clock: Clock, random: Random): AttemptLimiter {
  const salt = [...random.bytes(16)].join('.');
  const failures = new Map<number, readonly number[]>();

  const recent = (token: number): readonly number[] => {
    const since = clock.monotonic() - ATTEMPT_LIMIT.windowMs;
    return (failures.get(token) ?? []).filter((at) => at > since);
  };

  const forgetOld = (): void => {
    for (const token of failures.keys()) if (recent(token).length === 0) failures.delete(token);
  };

  return {
    failed(idNumber) {
      forgetOld();
      const token = hash53(salt + idNumber);
      failures.set(token, [...recent(token), clock.monotonic()]);
    },
    blocked(idNumber) {
      forgetOld();
      return recent(hash53(salt + idNumber)).length >= ATTEMPT_LIMIT.failures;
    },
  };
}

/** Two multiplicative 32-bit hashes side by side; tells persons apart, is no secret by itself. */
function hash53(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    high = Math.imul(high ^ text.charCodeAt(i), 0x01000193);
    low = Math.imul(low ^ text.charCodeAt(i), 0x5bd1e995);
    low ^= low >>> 15;
  }
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}
