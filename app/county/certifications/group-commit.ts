import { inBackground } from '../../../shared/result/background.ts';

/**
 * Joins the work of requests that arrive while a transaction runs into the next transaction: one sync of
 * the disk then serves many terminals. Order within one caller's batch is kept; a failing transaction is
 * tried again caller by caller, so that one of them cannot fail the others.
 */
export class GroupCommit<Item, Answer> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #limit: number;
  #waiting: Call<Item, Answer>[] = [];
  #running = false;

  /**
   * `commit` answers each item, in order, once all are durable, or rejects having stored none.
   * `limit`: items in one transaction (a single larger call still goes alone).
   */
  constructor(commit: (items: readonly Item[]) => Promise<readonly Answer[]>, limit: number) {
    this.#commit = commit;
    this.#limit = limit;
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
      const answers = await this.#commit(group.flatMap((call) => call.items));
      let from = 0;
      for (const call of group) {
        call.resolve(answers.slice(from, from + call.items.length));
        from += call.items.length;
      }
    } catch (error) {
      const [only] = group;
      if (only !== undefined && group.length === 1) only.reject(error);
      else for (const call of group) await this.#run([call]);
    }
  }
}

interface Call<Item, Answer> {
  readonly items: readonly Item[];
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}
