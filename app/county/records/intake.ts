import type { Transaction } from 'kysely';
import type { RecordAnswer } from '../../../shared/protocol/messages.ts';
import { numberOf } from '../../../shared/records/kind.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { appendBehind, lockChain } from '../audit/chain/append.ts';
import type { Schema } from '../store/schema.ts';
import type { Contradiction } from './contradictions.ts';
import { conflict, foreignNumber, storeContradictions } from './contradictions.ts';
import type { Arrived, Decided, IntakeRules, IntakeSite, RecordHandler, RecordHandlers } from './handler.ts';
import { findStored, keyOf, remember } from './known.ts';
import { numberFault } from './numbers.ts';

type Outcome = RecordAnswer['outcome'];

/** A record that is new, with its place in the batch. */
interface Taken {
  readonly place: number;
  readonly arrived: Arrived;
  readonly ruling: Decided;
}

/**
 * Takes records of every kind in, in order, inside the caller's transaction: what their handlers write and one
 * audit event for each new one; the first answer again for a repeated one; an alarm for one that contradicts
 * a stored one or carries a number that is not its own. Set-based: the number of statements grows with the
 * kinds, not with the records.
 */
export async function takeIn(
  tx: Transaction<Schema>,
  site: IntakeSite,
  handlers: RecordHandlers,
  rules: IntakeRules,
  batch: readonly Arrived[],
): Promise<readonly Outcome[]> {
  // Behind this lock nobody else adds records, so what is not found here is new.
  const head = await lockChain(tx, site);
  const county = site.county.code;
  const records = batch.map(({ signed }) => signed);
  const known = await findStored(tx, county, handlers, records);
  const desks = await openDesks(tx, site, handlers, batch);
  const evictions: (() => Promise<CountyEvent>)[] = [];
  const contradictions: Contradiction[] = [];

  const take = (arrived: Arrived, place: number): Outcome => {
    const { signed, signer, arrival } = arrived;
    const { record, hash } = signed;
    const desk = desks.get(record.body.kind);
    if (desk === undefined)
      return { kind: 'rejected', detail: 'a kind of record that this county does not take' };
    const number = numberOf(desk.handler.shared, record.body);
    const key = keyOf(signed);
    const same = known.byKey.get(key);
    if (same?.hash === hash) return same.answer;
    const fault = numberFault(record, number, signer.number);
    if (fault !== undefined) {
      contradictions.push(foreignNumber(county, signed, number, arrival, fault));
      return { kind: 'rejected', detail: `${desk.handler.shared.numberField}: ${FAULT_IN_WORDS[fault]}` };
    }
    const holder = known.byNumber.get(number);
    const squatted = holder !== undefined && holder.terminal !== record.terminal;
    const moveAside = squatted ? asideOf(handlers, holder.table) : undefined;
    if (same !== undefined || (holder !== undefined && moveAside === undefined)) {
      const kind = same === undefined ? 'certificate' : 'key';
      contradictions.push(conflict(county, signed, number, arrival, kind));
      return { kind: 'conflict' };
    }
    // The number says whose it is. Whoever had it wrongly steps aside.
    if (squatted && moveAside !== undefined) {
      const squatter = { certificateNo: number, terminal: holder.terminal, recordHash: holder.hash };
      evictions.push(() => moveAside(tx, site, squatter));
    }
    const ruling = desk.handler.decide(arrived, desk.facts, rules);
    desk.taken.push({ place, arrived, ruling });
    const { table } = desk.handler;
    remember(known, { key, terminal: record.terminal, hash, number, table, answer: ruling.answer });
    return ruling.answer;
  };
  const outcomes = batch.map(take);

  const reclaimed: CountyEvent[] = [];
  for (const evict of evictions) reclaimed.push(await evict());
  const recorded = await storeTaken(tx, site, [...desks.values()]);
  const notes = [...desks.values()].flatMap(({ handler, taken }) => handler.notes?.(taken, rules) ?? []);
  const alarms = await storeContradictions(tx, site, contradictions);
  await appendBehind(tx, site, head, [...reclaimed, ...recorded, ...notes, ...alarms]);
  return outcomes;
}

/** Who can make room for the owner of a number in that table. */
function asideOf(handlers: RecordHandlers, table: RecordHandler['table']): RecordHandler['moveAside'] {
  return Object.values(handlers).find((handler) => handler.table === table && handler.moveAside !== undefined)
    ?.moveAside;
}

const FAULT_IN_WORDS = {
  'check-digit': 'not a number with a right check digit',
  terminal: 'the number of another terminal',
  date: 'the number of another day',
} as const;

/** A kind that comes in a batch, what its decisions rest on, and what is new of it. */
interface Desk {
  readonly handler: RecordHandler;
  readonly facts: unknown;
  readonly taken: Taken[];
}

async function openDesks(
  tx: Transaction<Schema>,
  site: IntakeSite,
  handlers: RecordHandlers,
  batch: readonly Arrived[],
): Promise<ReadonlyMap<string, Desk>> {
  const desks = new Map<string, Desk>();
  for (const [kind, arrived] of Map.groupBy(batch, ({ signed }) => signed.record.body.kind)) {
    const handler = handlers[kind];
    if (handler === undefined) continue;
    const facts = await handler.facts(
      tx,
      site,
      arrived.map(({ signed }) => signed),
    );
    desks.set(kind, { handler, facts, taken: [] });
  }
  return desks;
}

/** The events stand in the order of the batch, whatever kinds came in between. */
async function storeTaken(
  tx: Transaction<Schema>,
  site: IntakeSite,
  desks: readonly Desk[],
): Promise<readonly CountyEvent[]> {
  const events: { readonly place: number; readonly event: CountyEvent }[] = [];
  for (const { handler, taken } of desks) {
    if (taken.length === 0) continue;
    const told = await handler.store(tx, site, taken);
    for (const [index, event] of told.entries()) events.push({ place: taken[index]?.place ?? 0, event });
  }
  return events.sort((a, b) => a.place - b.place).map(({ event }) => event);
}
