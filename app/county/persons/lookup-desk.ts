import type { PersonAnswer } from '../../../shared/protocol/messages.ts';
import { GroupCommit } from '../store/group-commit.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Lookup } from './lookup-trace.ts';
import { traceLookups } from './lookup-trace.ts';
import { findByHandle } from './lookup.ts';

/** Bound parameters of one INSERT stay far below SQLite's limit. */
const LOOKUPS_PER_TRANSACTION = 1000;

/** GET /persons: nobody is told anything that leaves no trace. */
export class LookupDesk {
  readonly #store: CountyStore;
  readonly #commits: GroupCommit<Lookup, undefined>;

  constructor(store: CountyStore) {
    this.#store = store;
    this.#commits = new GroupCommit(
      (batch) =>
        store.db.transaction().execute(async (tx) => {
          await traceLookups(tx, store, batch);
          return batch.map(() => undefined);
        }),
      LOOKUPS_PER_TRANSACTION,
    );
  }

  /** The answer, once it is durable that `terminal` asked. `handle`: 64 hex. */
  async ask(terminal: string, handle: string): Promise<PersonAnswer['person']> {
    const person = await findByHandle(this.#store, handle);
    const at = this.#store.clock.now();
    await this.#commits.submit([{ at, terminal, handle, found: person !== null }]);
    return person;
  }
}
