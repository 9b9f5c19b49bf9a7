import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { CountyEvent } from '../audit/chain/append.ts';

const WINDOW_MS = 10 * 60 * 1000;
/** Persons asked for in a window: a busy hall serves thirty, one every six seconds is nobody at a machine. */
const MOST_PERSONS = 100;
/** Of these not on the county's list: people from elsewhere come to a hall, but not one after the other. */
const MOST_UNKNOWN = 20;
const MOST_TERMINALS = 20_000;

interface Window {
  readonly persons: Set<number>;
  readonly unknown: Set<number>;
  told: boolean;
}

/**
 * Notices a terminal that asks for one person after the other: a stolen key that copies out the county, or
 * tries numbers. Once in each window.
 */
export class WalkWatch {
  readonly #windows: LRUCache<string, Window>;
  readonly #note: (event: CountyEvent) => void;

  constructor(clock: Clock, note: (event: CountyEvent) => void) {
    this.#note = note;
    this.#windows = new LRUCache({
      max: MOST_TERMINALS,
      // Counted from the first question: asking on does not lengthen it.
      ttl: WINDOW_MS,
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
    });
  }

  /** A question of `terminal`, answered or not. */
  asked(terminal: string, handle: string): void {
    this.#look(terminal, handle, ({ persons }) => persons);
  }

  /** Its answer was that nobody here has the number. */
  unknown(terminal: string, handle: string): void {
    this.#look(terminal, handle, ({ unknown }) => unknown);
  }

  #look(terminal: string, handle: string, kind: (window: Window) => Set<number>): void {
    let window = this.#windows.get(terminal);
    if (window === undefined) {
      window = { persons: new Set(), unknown: new Set(), told: false };
      this.#windows.set(terminal, window);
    }
    if (window.told) return;
    // 48 bits tell a few hundred apart, and take a fraction of the room.
    kind(window).add(Number.parseInt(handle.slice(0, 12), 16));
    const { persons, unknown } = window;
    if (persons.size <= MOST_PERSONS && unknown.size <= MOST_UNKNOWN) return;
    window.told = true;
    this.#note({
      event: 'lookup-walking',
      details: { terminal, persons: persons.size, unknown: unknown.size, minutes: WINDOW_MS / 60_000 },
    });
    persons.clear();
    unknown.clear();
  }
}
