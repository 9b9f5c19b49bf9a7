import type { Clock } from '../../../shared/clock/clock.ts';
import { inBackground } from '../../../shared/result/background.ts';
import { ConnectionLost, troubleOf } from './messages/trouble.ts';

/** How long a commit is waited for. */
export interface Patience {
  readonly ms: number;
  readonly after: Clock['after'];
}

const ATTEMPTS = 3;

/**
 * Joins the work of requests that arrive while a transaction runs into the next transaction: one sync of
 * the disk then serves many terminals. Order within one caller's batch is kept; a failing transaction is
 * tried again caller by caller, so that one of them cannot fail the others. Where the database itself fails,
 * all who wait are sent away at once, to come again: nobody waits for one hung transaction after the other.
 */
export class GroupCommit<Item, Answer> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #limit: number;
  readonly #patience: Patience | undefined;
  #waiting: Call<Item, Answer>[] = [];
  #running = false;

  /**
   * `commit` answers each item, in order, once all are durable, or rejects having stored none (or, when the
   * connection broke in the middle of the commit itself, having stored all).
   * `limit`: items in one transaction (a single larger call still goes alone).
   */
  constructor(
    commit: (items: readonly Item[]) => Promise<readonly Answer[]>,
    limit: number,
    patience?: Patience,
  ) {
    this.#commit = commit;
    this.#limit = limit;
    this.#patience = patience;
  }

  /** Answers in the order of `items`. */
  submit(items: readonly Item[]): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // Requests that the event loop has at hand already come along.
      setImmediate(() => inBackground(this.#drain()));
    });
  }

  async #drain(): Promise<void> {
    for (;;) {
      const group = this.#nextGroup();
      if (group.length === 0) break;
      await this.#run(group);
    }
    this.#running = false;
  }

  #nextGroup(): Call<Item, Answer>[] {
    let total = 0;
    const end = this.#waiting.findIndex((call, index) => {
      total += call.items.length;
      return index > 0 && total > this.#limit;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #run(group: readonly Call<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#attempt(group.flatMap((call) => call.items));
      let from = 0;
      for (const call of group) {
        call.resolve(answers.slice(from, from + call.items.length));
        from += call.items.length;
      }
    } catch (error) {
      const [first, ...others] = group;
      if (meetsAll(error)) for (const call of [...group, ...this.#waiting.splice(0)]) call.reject(error);
      else if (others.length === 0) first?.reject(error);
      else await this.#runEach(group);
    }
  }

  async #runEach(group: readonly Call<Item, Answer>[]): Promise<void> {
    for (const [index, call] of group.entries()) {
      try {
        call.resolve(await this.#attempt(call.items));
      } catch (error) {
        call.reject(error);
        if (!meetsAll(error)) continue;
        for (const other of [...group.slice(index + 1), ...this.#waiting.splice(0)]) other.reject(error);
        return;
      }
    }
  }

  async #attempt(items: readonly Item[]): Promise<readonly Answer[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#inTime(this.#commit(items));
      } catch (error) {
        if (attempt === ATTEMPTS || troubleOf(error) !== 'clash') throw error;
      }
    }
  }

  /**
   * Nobody can say whether a commit that is overdue will be stored: it may still come to its end, unheard.
   * Its records, sent again, get their first answer.
   */
  async #inTime<T>(work: Promise<T>): Promise<T> {
    const patience = this.#patience;
    if (patience === undefined) return await work;
    let cancel = (): void => undefined;
    const overdue = new Promise<never>((_, reject) => {
      cancel = patience.after(patience.ms, () =>
        reject(new ConnectionLost(`the database has not committed within ${patience.ms / 1000} s`)),
      );
    });
    try {
      return await Promise.race([work, overdue]);
    } finally {
      cancel();
    }
  }
}

/** Whether an error would meet every caller alike, so that trying them one by one gains nothing. */
function meetsAll(error: unknown): boolean {
  const trouble = troubleOf(error);
  return trouble !== undefined && trouble !== 'clash';
}

interface Call<Item, Answer> {
  readonly items: readonly Item[];
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}
