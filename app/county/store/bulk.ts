import { sql } from 'kysely';
import type { CountyStore } from './county-store.ts';

/**
 * Room for a large write on SQLite: pages that stay in memory are written once per transaction, and the
 * log is folded back into the file less often. Commits are as durable as before. The settings belong to
 * this connection; call `end` when done.
 */
export async function beginBulk(
  store: Pick<CountyStore, 'db' | 'engine'>,
): Promise<{ end(): Promise<void> }> {
  if (store.engine !== 'sqlite') return { end: async () => {} };
  const set = async (cacheKib: number, checkpointPages: number): Promise<void> => {
    await sql`pragma cache_size = ${sql.lit(-cacheKib)}`.execute(store.db);
    await sql`pragma wal_autocheckpoint = ${sql.lit(checkpointPages)}`.execute(store.db);
  };
  await set(200_000, 20_000);
  return {
    async end() {
      await set(16_000, 1000);
      await sql`pragma wal_checkpoint(passive)`.execute(store.db);
    },
  };
}
