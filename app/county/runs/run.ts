import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { appendAudit, lockChain } from '../audit/chain/append.ts';
import { beginBulk } from '../store/bulk.ts';
import type { Run } from '../ledger/run-row.ts';
import { beginRun, openRunOf, RunEnded } from '../ledger/run-row.ts';
import { commitSealed, dropSeals, sealRun, spansOf } from '../ledger/seal-run.ts';
import type { RuleValues } from '../second-engine/rules.ts';
import type { People } from '../second-engine/scope.ts';
import type { CountyStore } from '../store/county-store.ts';
import { makeRoom, takeStock, takeStockOf } from './room.ts';
import type { Schema } from '../store/schema.ts';

/**
 * 批次: a long piece of posting in steps. Each step takes the next people by ID number and is one
 * transaction together with how far the run has come, so that a run that was cut off goes on where it
 * stands. What it wrote counts once a sample was worked out again and it is committed.
 */
export interface RunPlan {
  readonly kind: 'settlement' | 'payment';
  /** `2025` or `2026-11`. */
  readonly period: string;
  readonly pack: string;
  readonly rules: RuleValues;
  /** Posts for `people`; gives the number of rows. */
  readonly work: (tx: Transaction<Schema>, run: Run, people: People) => Promise<Result<number, string>>;
  /** Works a sample out again; the error names the first amount that differs. */
  readonly check: (run: Run) => Promise<Result<void, string>>;
  readonly event: (run: Run) => Promise<CountyEvent>;
}

export interface RunOptions {
  /** People in one transaction. A serving county waits for each, about a second. */
  readonly peopleAtOnce?: number;
  /** Told after each step: people behind, of all. */
  readonly progress?: (behind: number, all: number) => void | Promise<void>;
}

const PEOPLE_AT_ONCE = 50_000;

/** Greater than every ID number, under any collation. */
const END = 'ZZZZZZZZZZZZZZZZZZZZ';

/** Begins the run of `plan`, or goes on with it; the error is one line. */
export async function carryOut(
  store: CountyStore,
  plan: RunPlan,
  options: RunOptions = {},
): Promise<Result<Run, string>> {
  const begun = await begin(store, plan);
  if (!begun.ok) return begun;
  if (store.engine === 'sqlite') await sql`pragma temp_store = memory`.execute(store.db);
  const bulk = await beginBulk(store);
  await takeStock(store);
  try {
    const done = await takeSteps(store, plan, begun.value, options);
    if (!done.ok) return done;
    await takeStockOf(store, plan.kind, done.value.row_count);
    const checked = await plan.check(done.value);
    if (checked.ok) return await commit(store, plan, done.value);
    if (!(await abandon(store, done.value))) return err(elsewhere(plan));
    return err(
      `${plan.kind} ${plan.period} was not committed and its rows are deleted: ${checked.error}; report this, the two engines must not differ`,
    );
  } finally {
    await bulk.end();
  }
}

async function begin(store: CountyStore, plan: RunPlan): Promise<Result<Run, string>> {
  return await store.db.transaction().execute(async (tx) => {
    // Between this lock and the commit nobody ends a run or begins one.
    await lockChain(tx, store);
    const open = await openRunOf(tx, store.county.code);
    if (open?.kind === plan.kind && open.period === plan.period) return ok(open);
    const { kind, period, pack } = plan;
    if (await isCommitted(tx, store, plan)) return err(`another process has carried out ${kind} ${period}`);
    return await beginRun(tx, store, {
      kind,
      period,
      pack,
      rules: JSON.stringify(plan.rules),
      step: 'people',
    });
  });
}

/** By somebody who was quicker: whoever comes here has found it not to be. */
async function isCommitted(tx: Transaction<Schema>, store: CountyStore, plan: RunPlan): Promise<boolean> {
  const run = await tx
    .selectFrom('runs')
    .select('run')
    .where('county', '=', store.county.code)
    .where('kind', '=', plan.kind)
    .where('period', '=', plan.period)
    .where('state', '=', 'committed')
    .executeTakeFirst();
  return run !== undefined;
}

async function takeSteps(
  store: CountyStore,
  plan: RunPlan,
  run: Run,
  options: RunOptions,
): Promise<Result<Run, string>> {
  const size = options.peopleAtOnce ?? PEOPLE_AT_ONCE;
  const all = await countPeople(store, '');
  let behind = all - (await countPeople(store, run.behind));
  let at = run;
  while (at.step === 'people') {
    const upTo = (await nextBoundary(store, at.behind, size)) ?? END;
    const step = await store.db
      .transaction()
      .execute(async (tx) => {
        // Moves first: whoever else carries this run out waits here, and then finds it moved on or ended.
        const moved = await tx
          .updateTable('runs')
          .set({ behind: upTo, step: upTo === END ? 'check' : 'people' })
          .where('county', '=', at.county)
          .where('run', '=', at.run)
          .where('behind', '=', at.behind)
          .where('step', '=', at.step)
          .executeTakeFirst();
        if (moved.numUpdatedRows === 0n) throw new RunElsewhere();
        await makeRoom(tx, store.engine);
        const rows = await plan.work(tx, at, { above: at.behind, upTo });
        if (!rows.ok) throw new RunStopped(rows.error);
        return await tx
          .updateTable('runs')
          .set({ row_count: at.row_count + rows.value })
          .where('county', '=', at.county)
          .where('run', '=', at.run)
          .returningAll()
          .executeTakeFirstOrThrow();
      })
      .catch((error: unknown) => {
        if (error instanceof RunStopped || error instanceof RunElsewhere) return error;
        throw error;
      });
    // Not ours to take back.
    if (step instanceof RunElsewhere) return err(elsewhere(plan));
    if (step instanceof RunStopped) {
      // Nobody can pass here until something is put right: what was written so far may not stay.
      return err((await abandon(store, at)) ? step.message : elsewhere(plan));
    }
    at = step;
    behind = Math.min(all, behind + size);
    await options.progress?.(behind, all);
  }
  return ok(at);
}

/** Rolls the step's transaction back; never leaves this file. */
class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

/** Another process went on with this run; rolls the step's transaction back, never leaves this file. */
class RunElsewhere extends Error {
  override readonly name = 'RunElsewhere';
}

function elsewhere({ kind, period }: RunPlan): string {
  return `another process carries out ${kind} ${period}; let it finish`;
}

async function countPeople(store: CountyStore, upTo: string): Promise<number> {
  const { count } = await store.db
    .selectFrom('persons')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('county', '=', store.county.code)
    .where('id_number', '>', upTo)
    .executeTakeFirstOrThrow();
  return count;
}

async function nextBoundary(store: CountyStore, above: string, size: number): Promise<string | undefined> {
  const row = await store.db
    .selectFrom('persons')
    .select('id_number')
    .where('county', '=', store.county.code)
    .where('id_number', '>', above)
    .orderBy('id_number')
    .offset(size - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.id_number;
}

async function commit(store: CountyStore, plan: RunPlan, run: Run): Promise<Result<Run, string>> {
  const event = await plan.event(run);
  // Read back before the lock is taken: nobody posts to a run whose steps are done.
  const seal = await sealRun(store.db, store, run.run, spansOf(run));
  return await store.db
    .transaction()
    .execute(async (tx) => {
      const head = await lockChain(tx, store);
      return ok(await commitSealed(tx, store, head, { run: run.run, rows: run.row_count, seal }, event));
    })
    .catch((error: unknown) => {
      // No open run any more: whoever checked it at the same time has ended it.
      if (error instanceof RunEnded) return err(elsewhere(plan));
      throw error;
    });
}

/** Takes back all that an open run wrote; false, and nothing, where another process has ended it. */
async function abandon(store: CountyStore, run: Run): Promise<boolean> {
  const { county, period } = run;
  const year = Number(period.slice(0, 4));
  return await store.db.transaction().execute(async (tx) => {
    const open = await tx
      .selectFrom('runs')
      .select('run')
      .where('county', '=', county)
      .where('run', '=', run.run)
      .where('state', '=', 'open')
      .executeTakeFirst();
    if (open === undefined) return false;
    // While it is open: afterwards its seals stay as they are.
    await dropSeals(tx, county, run.run);
    const ended = await tx
      .updateTable('runs')
      .set({ state: 'abandoned', step: '', behind: '', row_count: 0 })
      .where('county', '=', county)
      .where('run', '=', run.run)
      .where('state', '=', 'open')
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) return false;
    await tx
      .deleteFrom('settlements')
      .where('county', '=', county)
      .where('year', '=', year)
      .where('run', '=', run.run)
      .execute();
    if (run.kind === 'payment') {
      await tx
        .deleteFrom('payments')
        .where('county', '=', county)
        .where('paid_in', '=', period)
        .where('run', '=', run.run)
        .execute();
      await tx
        .deleteFrom('postings')
        .where('county', '=', county)
        .where('year', '=', year)
        .where('run', '=', run.run)
        .execute();
      for (const table of ['assessments', 'applications'] as const)
        await tx
          .deleteFrom(table)
          .where('county', '=', county)
          .where('month', '=', period)
          .where('run', '=', run.run)
          .execute();
    }
    await appendAudit(tx, store, {
      event: 'run-abandoned',
      details: { run: run.run, kind: run.kind, period },
    });
    return true;
  });
}
