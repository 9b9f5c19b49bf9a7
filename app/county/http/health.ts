import type { CountyStore } from '../store/county-store.ts';

/** Whoever watches over the service asks often and waits seconds only. */
const PATIENCE_MS = 3000;

/**
 * Whether the database answers, told in time even when it says nothing at all. However many ask meanwhile,
 * it is asked once at a time: watchers must not use up the connections that the terminals need.
 */
export class Health {
  readonly #store: CountyStore;
  #asking: Promise<boolean> | undefined;

  constructor(store: CountyStore) {
    this.#store = store;
  }

  async databaseAnswers(): Promise<boolean> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    let cancel = (): void => undefined;
    const late = new Promise<false>((resolve) => {
      cancel = this.#store.clock.after(PATIENCE_MS, () => resolve(false));
    });
    try {
      return await Promise.race([this.#asking, late]);
    } finally {
      cancel();
    }
  }

  async #ask(): Promise<boolean> {
    try {
      await this.#store.db.selectFrom('counties').select('county').limit(1).execute();
      return true;
    } catch {
      return false;
    }
  }
}
