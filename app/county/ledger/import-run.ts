import type { Transaction } from 'kysely';
import type { AuditHead } from '../../../shared/audit/chain.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { lockChain } from '../audit/chain/append.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import type { NewPosting } from './posting-writer.ts';
import { postingWriter } from './posting-writer.ts';
import { beginRun, nameOfRun, openRunOf } from './run-row.ts';
import type { RunSeal } from './seal-run.ts';
import { commitSealed, dropSeals, sealRun, yearsPosted } from './seal-run.ts';

/**
 * A run (批次) of contributions that is still open: nobody counts its rows before it is committed. One run
 * is open at a time, so what the import reads stays true until it ends.
 */
export interface ImportRun {
  readonly run: number;
  /** Adds postings in one transaction. Rejects when another import has taken this run for dead. */
  add(postings: readonly NewPosting[]): Promise<void>;
  /** Makes all of it count at once. A run without rows leaves no trace. */
  commit(): Promise<void>;
  /** Takes all of it back. */
  abandon(): Promise<void>;
}

type Site = Pick<CountyStore, 'db' | 'county' | 'engine' | 'clock' | 'crypto'>;

const TAKEN_OVER = 'another import of contributions has begun meanwhile';

/**
 * Opens the run. The rows of an import that was killed go first; a run of another kind that is open is
 * named in the error, one line.
 */
export async function openImportRun(store: Site, pack: string): Promise<Result<ImportRun, string>> {
  const opened = await store.db.transaction().execute(async (tx) => {
    await lockChain(tx, store);
    return await beginImport(tx, store, pack);
  });
  if (!opened.ok) return opened;
  const run = opened.value;
  const writer = postingWriter(store);
  let rows = 0;
  const years = new Set<number>();
  return ok({
    run,
    async add(postings) {
      if (postings.length === 0) return;
      await store.db.transaction().execute(async (tx) => {
        await lockChain(tx, store);
        await assertOpen(tx, store, run);
        await writer.write(tx, run, postings);
      });
      rows += postings.length;
      for (const { year } of postings) years.add(year);
    },
    async commit() {
      // Read back before the lock is taken: the rows of an open run are never changed.
      const seal = await sealRun(store.db, store, run, yearsPosted(years));
      await store.db.transaction().execute(async (tx) => {
        const head = await lockChain(tx, store);
        await assertOpen(tx, store, run);
        if (rows === 0)
          await tx
            .deleteFrom('runs')
            .where('county', '=', store.county.code)
            .where('run', '=', run)
            .execute();
        else await commitImport(tx, store, head, run, seal);
      });
    },
    async abandon() {
      await store.db.transaction().execute(async (tx) => {
        await lockChain(tx, store);
        await assertOpen(tx, store, run);
        await abandonRun(tx, store, run);
      });
    },
  });
}

/** The run's row, under the chain's lock; gives its number. */
export async function beginImport(
  tx: Transaction<Schema>,
  { county, clock }: Pick<Site, 'county' | 'clock'>,
  pack: string,
): Promise<Result<number, string>> {
  const open = await openRunOf(tx, county.code);
  if (open !== undefined && open.kind !== 'import')
    return err(`the ${nameOfRun(open)} is open; finish it, then import again`);
  if (open !== undefined) await abandonRun(tx, { county }, open.run);
  const begun = await beginRun(
    tx,
    { county, clock },
    { kind: 'import', period: '', pack, rules: '{}', step: '' },
  );
  return begun.ok ? ok(begun.value.run) : begun;
}

/** From here on the run counts; its event is in the same transaction. */
export async function commitImport(
  tx: Transaction<Schema>,
  site: Pick<Site, 'county' | 'engine' | 'clock' | 'crypto'>,
  head: AuditHead,
  run: number,
  seal: RunSeal,
): Promise<void> {
  const { rows, personal, collective, subsidy } = seal;
  const details = { rows, personal, collective, subsidy };
  await commitSealed(tx, site, head, { run, rows, seal }, { event: 'contributions-imported', details });
}

/** Its rows go, its number stays taken. */
async function abandonRun(
  tx: Transaction<Schema>,
  { county }: Pick<Site, 'county'>,
  run: number,
): Promise<void> {
  await tx.deleteFrom('postings').where('county', '=', county.code).where('run', '=', run).execute();
  await dropSeals(tx, county.code, run);
  await tx
    .updateTable('runs')
    .set({ state: 'abandoned', row_count: 0 })
    .where('county', '=', county.code)
    .where('run', '=', run)
    .execute();
}

async function assertOpen(
  tx: Transaction<Schema>,
  { county }: Pick<Site, 'county'>,
  run: number,
): Promise<void> {
  const row = await tx
    .selectFrom('runs')
    .select('state')
    .where('county', '=', county.code)
    .where('run', '=', run)
    .executeTakeFirst();
  if (row?.state !== 'open') throw new Error(TAKEN_OVER);
}
