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
  let failures: readonly { readonly token: number; readonly at: number }[] = [];

  /** Older ones are forgotten, not passed over. */
  const recent = (): typeof failures => {
    const since = clock.monotonic() - ATTEMPT_LIMIT.windowMs;
    failures = failures.filter(({ at }) => at > since);
    return failures;
  };

  return {
    failed(idNumber) {
      failures = [...recent(), { token: hash53(salt + idNumber), at: clock.monotonic() }];
    },
    blocked(idNumber) {
      const token = hash53(salt + idNumber);
      return recent().filter((failure) => failure.token === token).length >= ATTEMPT_LIMIT.failures;
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
