import type { Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';

/** When each committed run became known, ms. The rows of any other run do not count. */
export type KnownRuns = ReadonlyMap<number, number>;

/**
 * The runs that were committed up to and including the instant `until` (all of them when it is not given).
 * Rows are never changed and runs never end twice: asked with the same `until`, the ledger always gives
 * the same answer, whatever is committed later.
 */
export async function knownRuns(db: Kysely<Schema>, county: string, until?: number): Promise<KnownRuns> {
  const rows = await db
    .selectFrom('runs')
    .select(['run', 'committed_at'])
    .where('county', '=', county)
    .where('state', '=', 'committed')
    .orderBy('run')
    .execute();
  const known = new Map<number, number>();
  for (const { run, committed_at } of rows)
    if (committed_at !== null && (until === undefined || committed_at <= until)) known.set(run, committed_at);
  return known;
}
