import type { CountyEvent } from '../audit/chain/append.ts';
import { appendAudit } from '../audit/chain/append.ts';
import type { CountyStore } from '../store/county-store.ts';

/** Events that may wait for the chain's lock at a time; more are a fault of ours. */
const MOST_WAITING = 1000;

/**
 * Events about requests, written to the audit chain beside the answers: whoever is refused does not wait
 * for the chain, and holds nobody up who does. What waits joins one transaction.
 */
export class AuditNotes {
  readonly #store: CountyStore;
  readonly #report: (line: string) => void;
  #waiting: CountyEvent[] = [];
  #writing: Promise<void> | undefined;

  constructor(store: CountyStore, report: (line: string) => void) {
    this.#store = store;
    this.#report = report;
  }

  add(event: CountyEvent): void {
    if (this.#waiting.length >= MOST_WAITING) return this.#report('audit: too many events wait; one is lost');
    this.#waiting.push(event);
    this.#writing ??= this.#write();
  }

  /** Once everything added before is written, or has failed to be. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#waiting.length === 0) return;
    this.#writing = this.#write();
    await this.#writing;
  }

  async #write(): Promise<void> {
    // Those of the same turn of the loop come along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const events = this.#waiting;
      this.#waiting = [];
      try {
        await this.#store.db.transaction().execute((tx) => appendAudit(tx, this.#store, ...events));
      } catch (error) {
        // They come with the next event, or when the service next looks.
        this.#waiting = [...events, ...this.#waiting].slice(0, MOST_WAITING);
        const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
        this.#report(`audit: ${events.length} events wait: ${line}`);
        break;
      }
    }
    this.#writing = undefined;
  }
}
