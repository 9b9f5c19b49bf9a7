import type { Transaction } from 'kysely';
import { SKEW_LIMIT_MS } from '../../../shared/protocol/envelope.ts';
import type { HeartbeatRequest } from '../../../shared/protocol/messages.ts';
import { appendAudit } from '../audit/chain/append.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import type { TerminalTable } from './tables.ts';

/** When a heartbeat was sent, ms. */
export interface BeatTime {
  /** By the terminal's clock. */
  readonly time: number;
  /** Terminal's clock minus the county's. */
  readonly aheadMs: number;
}

type Last = Pick<TerminalTable, 'epoch' | 'sequence' | 'seen_at' | 'clock_ahead_ms'>;

/**
 * Keeps what the terminal says of itself and gives the highest sequence held of its epoch (0 if none). A
 * terminal that has given out fewer than that runs on a store put back from an old copy; the alarm is
 * raised when that is first seen. A heartbeat that was overtaken or is played again is answered, and that
 * is all.
 */
export async function takeHeartbeat(
  store: CountyStore,
  terminal: string,
  beat: HeartbeatRequest,
  { time, aheadMs }: BeatTime,
): Promise<number> {
  return await store.db.transaction().execute(async (tx) => {
    // Of two that come at once, the second one sees what the first one left.
    let row = tx
      .selectFrom('terminals')
      .select(['epoch', 'sequence', 'seen_at', 'clock_ahead_ms'])
      .where('county', '=', store.county.code)
      .where('terminal', '=', terminal);
    if (store.engine === 'postgres') row = row.forUpdate();
    const last = await row.executeTakeFirstOrThrow();
    const held = await highestHeld(tx, store, terminal, beat.epoch);
    if (isOutOfOrder(last, beat, { time, aheadMs })) return held;
    const alarm = beat.sequence < held && (await isNewRollback(tx, store, terminal, last, beat));
    await tx
      .updateTable('terminals')
      .set({
        // With the clock's error it gives back the time that the terminal put on it.
        seen_at: time - aheadMs,
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
    if (alarm)
      await appendAudit(tx, store, {
        event: 'store-rolled-back',
        details: { terminal, epoch: beat.epoch, sequence: beat.sequence, held },
      });
    return held;
  });
}

/** The time that the terminal put on its last heartbeat. */
function lastSent(last: Last): number | undefined {
  return last.seen_at === null || last.clock_ahead_ms === null
    ? undefined
    : last.seen_at + last.clock_ahead_ms;
}

/**
 * Sent before the one that was taken last. A terminal's clock may also have been set back: when it had been
 * ahead and is right now, or when the terminal has given out more than ever, this is no old heartbeat.
 */
function isOutOfOrder(last: Last, beat: HeartbeatRequest, { time, aheadMs }: BeatTime): boolean {
  const sent = lastSent(last);
  if (sent === undefined || Math.min(time, beat.now) >= sent) return false;
  const putRight = (last.clock_ahead_ms ?? 0) > SKEW_LIMIT_MS && Math.abs(aheadMs) <= SKEW_LIMIT_MS;
  const further = last.epoch === beat.epoch && beat.sequence > (last.sequence ?? 0);
  return !putRight && !further;
}

/**
 * Fewer than the terminal said itself earlier, or fewer than what it had written by then. Records that it
 * wrote later may have been quicker on the line, and a rollback that showed in the last heartbeat is known.
 */
async function isNewRollback(
  tx: Transaction<Schema>,
  store: CountyStore,
  terminal: string,
  last: Last,
  beat: HeartbeatRequest,
): Promise<boolean> {
  const reported = last.epoch === beat.epoch ? last.sequence : null;
  if (reported !== null && beat.sequence < reported) return true;
  const written = await highestHeld(tx, store, terminal, beat.epoch, { writtenBy: beat.now });
  if (beat.sequence >= written) return false;
  if (reported === null) return true;
  const then = { writtenBy: lastSent(last) ?? 0, heldAt: last.seen_at ?? 0 };
  return reported >= (await highestHeld(tx, store, terminal, beat.epoch, then));
}

/** Highest sequence held of an epoch, 0 if none: of all records, or of those written and received by then. */
async function highestHeld(
  tx: Transaction<Schema>,
  store: CountyStore,
  terminal: string,
  epoch: string,
  by: { readonly writtenBy?: number; readonly heldAt?: number } = {},
): Promise<number> {
  const highest: number[] = [0];
  for (const table of ['certifications', 'records'] as const) {
    // From the end of the key: the first that fits is the highest.
    let records = tx
      .selectFrom(table)
      .select('sequence')
      .where('county', '=', store.county.code)
      .where('terminal', '=', terminal)
      .where('epoch', '=', epoch)
      .orderBy('sequence', 'desc')
      .limit(1);
    if (by.writtenBy !== undefined) records = records.where('occurred_at', '<=', by.writtenBy);
    if (by.heldAt !== undefined) records = records.where('received_at', '<=', by.heldAt);
    highest.push((await records.executeTakeFirst())?.sequence ?? 0);
  }
  return Math.max(...highest);
}
