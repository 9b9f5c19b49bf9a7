import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { addressKey } from './limits.ts';
import type { ProblemError } from './problem.ts';

/** The first refusal of a kind is noted at once, the others of this time as one number. */
const WINDOW_MS = 10 * 60 * 1000;
const MOST_KINDS = 256;
/** Strangers' addresses that are noted one by one in a window; the others are counted together. */
const MOST_STRANGERS = 64;

interface Refused {
  readonly reason: string;
  readonly terminal?: string;
  readonly address?: string;
}

/**
 * Refused requests in the audit, so that an attack leaves a trace and cannot fill the log with it: by
 * reason and terminal, or by reason and network address where nobody is known.
 */
export class Refusals {
  readonly #counts: LRUCache<string, { readonly refused: Refused; again: number }>;
  readonly #strangers: LRUCache<string, true>;
  readonly #note: (event: CountyEvent) => void;

  constructor(clock: Clock, note: (event: CountyEvent) => void) {
    const time = {
      ttl: WINDOW_MS,
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
    };
    this.#note = note;
    this.#strangers = new LRUCache({ max: MOST_STRANGERS, ...time });
    this.#counts = new LRUCache({
      max: MOST_KINDS,
      ...time,
      dispose: ({ refused, again }) => {
        if (again > 0) note(eventOf(refused, again));
      },
    });
  }

  /** `ip` is the address that the request came from. */
  note(error: ProblemError, ip: string): void {
    const reason = error.waitS === undefined ? error.problem.error : 'too-often';
    const refused: Refused =
      error.terminal === undefined
        ? { reason, address: this.#known(addressKey(ip)) }
        : { reason, terminal: error.terminal };
    const key = JSON.stringify(refused);
    const before = this.#counts.get(key);
    if (before !== undefined) before.again += 1;
    else {
      this.#counts.set(key, { refused, again: 0 });
      this.#note(eventOf(refused, 1));
    }
  }

  /** Notes the numbers of windows that are over. */
  look(): void {
    this.#counts.purgeStale();
    this.#strangers.purgeStale();
  }

  /** Notes all numbers. */
  end(): void {
    this.#counts.clear();
  }

  #known(address: string): string {
    if (this.#strangers.has(address)) return address;
    if (this.#strangers.size >= MOST_STRANGERS) return 'others';
    this.#strangers.set(address, true);
    return address;
  }
}

function eventOf({ reason, terminal, address }: Refused, count: number): CountyEvent {
  const who = terminal === undefined ? { address: address ?? '' } : { terminal };
  return reason === 'bad-code'
    ? { event: 'enrolment-refused', details: { ...who, count } }
    : { event: 'request-refused', details: { reason, ...who, count } };
}
