import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How often one may ask: `points` in `seconds` from the first time on. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/**
 * What a hall never reaches and a stolen key soon does. A busy hall serves a person every twenty seconds,
 * families in a row, and asks again after a cut; a queue of 10,000 records goes up in 100 calls of 100.
 * Each process of the county counts for itself.
 */
export interface Rates {
  /** Questions for persons, by terminal. */
  readonly lookups: Rate;
  readonly lookupsInTheLongRun: Rate;
  /** Questions for one person by one terminal. */
  readonly samePerson: Rate;
  /** Calls that bring records, by terminal. */
  readonly records: Rate;
  /** Heartbeats and questions for changes, by terminal: one of each a minute, more while a line comes and goes. */
  readonly upkeep: Rate;
  /** Enrolments that fail, by network address and in all. */
  readonly failedEnrolments: Rate;
  readonly failedEnrolmentsInAll: Rate;
}

export const RATES: Rates = {
  lookups: { points: 60, seconds: 60 },
  lookupsInTheLongRun: { points: 900, seconds: 60 * 60 },
  samePerson: { points: 15, seconds: 60 },
  records: { points: 1200, seconds: 60 },
  upkeep: { points: 240, seconds: 60 },
  failedEnrolments: { points: 20, seconds: 10 * 60 },
  failedEnrolmentsInAll: { points: 300, seconds: 10 * 60 },
};

/** Counts against `rate`. Keys that are not used again are forgotten when their time is over. */
export class Limit {
  readonly #limiter: RateLimiterMemory;

  constructor({ points, seconds }: Rate) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds });
  }

  /** Counts one; `undefined` while that is within the limit, else the whole seconds until it is again. */
  async count(key: string): Promise<number | undefined> {
    try {
      await this.#limiter.consume(key);
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  }

  /** Takes back one that was counted. */
  async forgive(key: string): Promise<void> {
    await this.#limiter.reward(key);
  }
}

/**
 * What counts as one address: an IPv6 network of 64 bits belongs to one customer, who can take any of its
 * addresses.
 */
export function addressKey(ip: string): string {
  const bare = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!bare.includes(':')) return bare;
  const [head = '', tail] = bare.split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
