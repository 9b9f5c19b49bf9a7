import type { EventName } from '../audit/chain/append.ts';
import type { ReplayPart } from '../audit/replay/replay.ts';
import type { SealedTable } from '../audit/seal/columns.ts';
import type { SealingMeans } from '../audit/seal/seal-state.ts';
import type { Migration } from '../store/migrate.ts';
import type { Table } from '../store/table.ts';

/**
 * A part of the county's business: one folder, and one line in `domains.ts`. Its `tables.ts` adds its tables
 * to the schema, its `domain.ts` its events to the chain; both say here what holds them.
 */
export interface Domain {
  readonly name: string;
  readonly tables: readonly (Table | SealedTable)[];
  /** Its part of each step of the schema, by the version that the step makes. Never edited once released. */
  readonly migrations: Readonly<Record<number, Migration<SealingMeans>>>;
  /** What of its rows the audit chain proves. */
  readonly replays: readonly ReplayPart[];
  /** Events that tell what happened and leave no row that could be held against them. */
  readonly tells: readonly EventName[];
}
