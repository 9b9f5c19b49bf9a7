import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { FEW } from '../second-engine/plan.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Engine } from '../store/dialect.ts';
import type { Schema } from '../store/schema.ts';

/**
 * For the rest of a transaction on PostgreSQL: sorts and hashes of a step stay in memory, and no statement
 * is compiled for a single use. SQLite has its settings by connection (`beginBulk`).
 */
export async function makeRoom(tx: Kysely<Schema>, engine: Engine): Promise<void> {
  if (engine === 'sqlite') return;
  await sql`set local work_mem = '128MB'`.execute(tx);
  await sql`set local jit = off`.execute(tx);
}

const READ = ['persons', 'postings', 'settlements', 'applications', 'assessments', 'payments'] as const;

/**
 * Before a run: has PostgreSQL count what it has never counted, or not since much of it changed. By itself it
 * does so a minute later, when a run on books that were just imported, restored or settled has long begun.
 */
export async function takeStock(store: Pick<CountyStore, 'db' | 'engine'>): Promise<void> {
  if (store.engine === 'sqlite') return;
  const { rows } = await sql<{ name: (typeof READ)[number] }>`
    select c.relname as name from pg_class c
    where c.oid in (${sql.join(READ.map((name) => sql`to_regclass(${name})`))})
      and (c.reltuples < 0
        or pg_stat_get_mod_since_analyze(c.oid) > 1000 + c.reltuples / 10)`.execute(store.db);
  for (const { name } of rows) await sql`analyze (skip_locked) ${sql.table(name)}`.execute(store.db);
}

/** What a run writes, by its kind. */
const WRITTEN = {
  settlement: ['settlements'],
  payment: ['postings', 'settlements', 'applications', 'assessments', 'payments'],
} as const;

/**
 * After the steps of a run, before what it wrote is worked out again and sealed: has PostgreSQL count those
 * tables. What its own statistics say of changes comes late, up to a second after each commit.
 */
export async function takeStockOf(
  store: Pick<CountyStore, 'db' | 'engine'>,
  kind: keyof typeof WRITTEN,
  rows: number,
): Promise<void> {
  if (store.engine === 'sqlite' || rows < FEW) return;
  for (const name of WRITTEN[kind]) await sql`analyze (skip_locked) ${sql.table(name)}`.execute(store.db);
}
