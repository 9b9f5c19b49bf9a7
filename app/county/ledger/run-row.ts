import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { RunTable } from './tables.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';

/** 批次: one row of `runs`. */
export type Run = Selectable<RunTable>;

interface Site extends Pick<CountyStore, 'clock'> {
  readonly county: { readonly code: string };
}

/** The open run of this county, if there is one; there is never a second. */
export async function openRunOf(db: Kysely<Schema>, county: string): Promise<Run | undefined> {
  return await db
    .selectFrom('runs')
    .selectAll()
    .where('county', '=', county)
    .where('state', '=', 'open')
    .executeTakeFirst();
}

/** e.g. `payment run 12 for 2026-11`. */
export function nameOfRun({ kind, run, period }: Run): string {
  return `${kind} run ${run}${period === '' ? '' : ` for ${period}`}`;
}

/** Opens the next run. The error, one line, names the one that is open. */
export async function beginRun(
  tx: Transaction<Schema>,
  { county, clock }: Site,
  begun: Pick<Run, 'kind' | 'period' | 'pack' | 'rules' | 'step'>,
): Promise<Result<Run, string>> {
  const open = await openRunOf(tx, county.code);
  if (open !== undefined)
    return err(`the ${nameOfRun(open)} is open; finish it with the command that began it`);
  const last = await tx
    .selectFrom('runs')
    .select('run')
    .where('county', '=', county.code)
    .orderBy('run', 'desc')
    .limit(1)
    .executeTakeFirst();
  const row: Run = {
    county: county.code,
    run: (last?.run ?? 0) + 1,
    ...begun,
    state: 'open',
    behind: '',
    row_count: 0,
    started_at: clock.now(),
    committed_at: null,
  };
  const written = await tx
    .insertInto('runs')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (written.numInsertedOrUpdatedRows === 1n) return ok(row);
  // PostgreSQL let both look before either wrote.
  const other = await openRunOf(tx, county.code);
  const name = other === undefined ? 'a run' : `the ${nameOfRun(other)}`;
  return err(`another process has just begun ${name}; let it finish`);
}

/** From here on the run counts. A clock that was set back does not let it slip in before an earlier one. */
export async function commitRun(
  tx: Transaction<Schema>,
  { county, clock }: Site,
  run: number,
  rows: number,
): Promise<Run> {
  const { at } = await tx
    .selectFrom('runs')
    .select((eb) => eb.fn.max('committed_at').as('at'))
    .where('county', '=', county.code)
    .executeTakeFirstOrThrow();
  return await tx
    .updateTable('runs')
    .set({ state: 'committed', step: '', row_count: rows, committed_at: Math.max(clock.now(), at ?? 0) })
    .where('county', '=', county.code)
    .where('run', '=', run)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirstOrThrow(
      () =>
        new RunEnded(`another process has brought run ${run} to its end meanwhile; nothing was done twice`),
    );
}

/** Two processes at one run: the other was first. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
}
