import type { HeartbeatRequest } from '../../../shared/protocol/messages.ts';
import { appendAudit } from '../audit/append.ts';
import type { CountyStore } from '../store/open.ts';

export interface Terminal {
  readonly terminal: string;
  readonly name: string;
  readonly publicKey: string;
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
    .select(['terminal', 'name', 'public_key', 'revoked_at'])
    .where('county', '=', store.county.code)
    .where('terminal', 'in', [...terminals])
    .execute();
  return new Map(
    rows.map((row) => [
      row.terminal,
      { terminal: row.terminal, name: row.name, publicKey: row.public_key, revoked: row.revoked_at !== null },
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

/**
 * Keeps what the terminal says of itself and gives the highest sequence held of its epoch (0 if none). A
 * terminal that has given out fewer than that runs on a store put back from an old copy; the alarm is
 * raised when that is first seen.
 */
export async function takeHeartbeat(
  store: CountyStore,
  terminal: string,
  beat: HeartbeatRequest,
  aheadMs: number,
): Promise<number> {
  return await store.db.transaction().execute(async (tx) => {
    const { highest } = await tx
      .selectFrom('certifications')
      .select((eb) => eb.fn.max('sequence').as('highest'))
      .where('county', '=', store.county.code)
      .where('terminal', '=', terminal)
      .where('epoch', '=', beat.epoch)
      .executeTakeFirstOrThrow();
    const held = (highest as number | null) ?? 0;
    const before = await tx
      .selectFrom('terminals')
      .select(['epoch', 'sequence'])
      .where('county', '=', store.county.code)
      .where('terminal', '=', terminal)
      .executeTakeFirstOrThrow();
    const known = before.epoch === beat.epoch && (before.sequence ?? 0) < held;
    await tx
      .updateTable('terminals')
      .set({
        seen_at: store.clock.now(),
        epoch: beat.epoch,
        sequence: beat.sequence,
        queued: beat.queued,
        parked: beat.parked,
        software: beat.software,
        clock_ahead_ms: aheadMs,
        devices: JSON.stringify(beat.devices),
      })
      .where('county', '=', store.county.code)
      .where('terminal', '=', terminal)
      .execute();
    if (beat.sequence < held && !known)
      await appendAudit(tx, store, {
        event: 'store-rolled-back',
        details: { terminal, epoch: beat.epoch, sequence: beat.sequence, held },
      });
    return held;
  });
}
