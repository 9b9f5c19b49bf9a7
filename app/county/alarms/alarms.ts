import type { CountyEvent } from '../audit/chain/append.ts';
import { appendBehind, lockChain } from '../audit/chain/append.ts';
import type { CountyStore } from '../store/county-store.ts';
import { detailsOf } from '../../../shared/audit/evidence.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { ALARMS } from './words.ts';

/** 告警: what the county noted of one kind, about one sender, since an officer last took note. */
export interface Alarm {
  /** What happened and what to do about it, one sentence. */
  readonly words: string;
  /** Who: a terminal by name, a network address, or nobody known. */
  readonly who: string;
  /** Certificate number that it is about, of the last one; empty where it is about none. */
  readonly certificateNo: string;
  /** How often; requests that were counted together count one by one. */
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Audit row of the last one: what is acknowledged up to. */
  readonly lastRow: number;
}

const WORDS = new Map(
  Object.entries(ALARMS).flatMap(([event, words]) => (words === undefined ? [] : [[event, words] as const])),
);

/** Oldest first. `all`: also those that an officer has taken note of. */
export async function listAlarms(store: CountyStore, all: boolean): Promise<readonly Alarm[]> {
  const rows = await store.db
    .selectFrom('audit')
    .select(['sequence', 'at', 'event', 'details'])
    .where('county', '=', store.county.code)
    .where('sequence', '>', all ? 0 : await acknowledgedThrough(store))
    .where('event', 'in', [...WORDS.keys()])
    .orderBy('sequence')
    .execute();
  const names = await terminalNames(store);
  const alarms = new Map<string, Alarm>();
  for (const { sequence, at, event, details: text } of rows) {
    const details = detailsOf({ details: text });
    const words = WORDS.get(event)?.(details) ?? event;
    const who = senderOf(details, names);
    const key = JSON.stringify([words, who]);
    const before = alarms.get(key);
    alarms.set(key, {
      words,
      who,
      certificateNo: typeof details['certificateNo'] === 'string' ? details['certificateNo'] : '',
      times: (before?.times ?? 0) + countOf(details),
      firstAt: before?.firstAt ?? at,
      lastAt: at,
      lastRow: sequence,
    });
  }
  return [...alarms.values()];
}

export type AcknowledgeError =
  /** The chain ends before that row: nobody can have read it. */
  | { readonly kind: 'not-there'; readonly last: number }
  | { readonly kind: 'already'; readonly through: number };

/**
 * An officer has taken note (已知悉) of all alarms up to this audit row: one event of the chain, which takes
 * nothing back. `audit verify` goes on naming those about chains, as notes.
 */
export async function acknowledge(
  store: CountyStore,
  { through, operator }: { readonly through: number; readonly operator: string },
): Promise<Result<void, AcknowledgeError>> {
  return await store.db.transaction().execute(async (tx) => {
    const head = await lockChain(tx, store);
    if (through > head.sequence) return err({ kind: 'not-there', last: head.sequence });
    const before = await acknowledgedThrough({ ...store, db: tx });
    if (through <= before) return err({ kind: 'already', through: before });
    await appendBehind(tx, store, head, [{ event: 'alarms-acknowledged', details: { through, operator } }]);
    return ok(undefined);
  });
}

async function acknowledgedThrough({ db, county }: Pick<CountyStore, 'db' | 'county'>): Promise<number> {
  const event: CountyEvent['event'] = 'alarms-acknowledged';
  const row = await db
    .selectFrom('audit')
    .select('details')
    .where('county', '=', county.code)
    .where('event', '=', event)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const through = row === undefined ? 0 : detailsOf(row)['through'];
  return typeof through === 'number' ? through : 0;
}

async function terminalNames({ db, county }: CountyStore): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('terminals')
    .select(['terminal', 'name'])
    .where('county', '=', county.code)
    .execute();
  return new Map(rows.map(({ terminal, name }) => [terminal, name]));
}

function senderOf(details: Readonly<Record<string, unknown>>, names: ReadonlyMap<string, string>): string {
  const { terminal, address } = details;
  if (typeof terminal === 'string' && terminal !== '') return names.get(terminal) ?? `terminal ${terminal}`;
  return typeof address === 'string' && address !== '' ? `address ${address}` : '–';
}

function countOf({ count }: Readonly<Record<string, unknown>>): number {
  return typeof count === 'number' && count > 0 ? count : 1;
}
