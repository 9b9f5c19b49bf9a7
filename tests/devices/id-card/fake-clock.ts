import type { Clock } from '../../../shared/clock/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that stands still until a test moves it. */
export class FakeClock implements Clock {
  #time = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return 1_795_000_000_000 + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#time + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on, letting everything settle that follows from each timer before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#time + ms;
    await settle();
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#time = Math.max(this.#time, next.at);
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#time = end;
  }

  /** Moves time on until `condition` holds, at most `limit` ms; returns the time that it took. */
  async until(condition: () => boolean, limit: number): Promise<number> {
    const began = this.#time;
    await settle();
    while (!condition()) {
      if (this.#time - began >= limit) throw new Error(`did not happen within ${limit} ms`);
      await this.advance(1);
    }
    return this.#time - began;
  }
}

/** All promise callbacks run before the next turn of the event loop. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
