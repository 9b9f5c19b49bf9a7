import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../shared/clock/clock.ts';

/** How long a nonce is remembered: as far as a recorded request is likely to be sent again. */
const REMEMBERED_MS = 5 * 60 * 1000;
/** For ten thousand terminals that ask for little else than changes; some 30 MB when full, never more. */
const MOST = 131_072;

/**
 * Nonces seen, so that a recorded request is not served twice. In memory, for a while and up to a number:
 * what is forgotten, or comes to another process, is served again and must do no harm. Records are kept
 * once by their own keys, a code enrols one key, a heartbeat of yesterday moves nothing back, and questions
 * change nothing. No terminal can push out all the others': how often it may ask is limited.
 */
export class NonceMemory {
  readonly #seen: LRUCache<string, true>;

  constructor(clock: Clock, most: number = MOST) {
    this.#seen = new LRUCache({
      max: most,
      ttl: REMEMBERED_MS,
      // Only looked at when asked: no timer for each.
      ttlAutopurge: false,
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
    });
  }

  /** False when this terminal used `nonce` before. Call only for genuine requests. */
  firstUse(terminal: string, nonce: string): boolean {
    const key = `${terminal} ${nonce}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, true);
    return true;
  }

  /** Nonces held now, outdated ones that were not met again among them. */
  get size(): number {
    return this.#seen.size;
  }
}
