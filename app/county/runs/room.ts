import type { Kysely } from 'kysely';
import { sql } from 'kysely';
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
