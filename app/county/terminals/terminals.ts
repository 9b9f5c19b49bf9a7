import { appendAudit } from '../audit/chain/append.ts';
import type { CountyStore } from '../store/county-store.ts';

export interface Terminal {
  readonly terminal: string;
  /** 1 … 9999, the middle of its certificate numbers. */
  readonly number: number;
  readonly name: string;
  readonly publicKey: string;
  /** County's clock, ms. */
  readonly enrolledAt: number;
  readonly revoked: boolean;
}

/** Those of `terminals` (ids) that were ever enrolled here. */
export async function findTerminals(
  store: CountyStore,
  terminals: readonly string[],
): Promise<ReadonlyMap<string, Terminal>> {
  if (terminals.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('terminals')
    .select(['terminal', 'number', 'name', 'public_key', 'enrolled_at', 'revoked_at'])
    .where('county', '=', store.county.code)
    .where('terminal', 'in', [...terminals])
    .execute();
  return new Map(
    rows.map((row) => [
      row.terminal,
      {
        terminal: row.terminal,
        number: row.number,
        name: row.name,
        publicKey: row.public_key,
        enrolledAt: row.enrolled_at,
        revoked: row.revoked_at !== null,
      },
    ]),
  );
}

/** 注销终端: from now on nothing of the terminals of this name is taken. Gives how many there were. */
export async function revokeTerminals(store: CountyStore, name: string): Promise<number> {
  const now = store.clock.now();
  return await store.db.transaction().execute(async (tx) => {
    const live = await tx
      .selectFrom('terminals')
      .select('terminal')
      .where('county', '=', store.county.code)
      .where('name', '=', name)
      .where('revoked_at', 'is', null)
      .execute();
    const ids = live.map((row) => row.terminal);
    if (ids.length === 0) return 0;
    await tx
      .updateTable('terminals')
      .set({ revoked_at: now })
      .where('county', '=', store.county.code)
      .where('terminal', 'in', ids)
      .execute();
    await appendAudit(
      tx,
      store,
      ...ids.map((terminal) => ({
        event: 'terminal-revoked' as const,
        details: { terminal, name, revokedAt: now },
      })),
    );
    return ids.length;
  });
}

/** Names of terminals that are not revoked, for messages. */
export async function liveTerminalNames(store: CountyStore): Promise<readonly string[]> {
  const rows = await store.db
    .selectFrom('terminals')
    .select('name')
    .distinct()
    .where('county', '=', store.county.code)
    .where('revoked_at', 'is', null)
    .orderBy('name')
    .execute();
  return rows.map((row) => row.name);
}
