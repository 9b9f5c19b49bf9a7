import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { AuditDetails, AuditHead } from '../../../../shared/audit/chain.ts';
import { EMPTY_HEAD, nextAuditRow } from '../../../../shared/audit/chain.ts';
import type { CountyStore } from '../../store/county-store.ts';
import type { Schema } from '../../store/schema.ts';

/**
 * What the county notes for ever, by name; never personal data. Each domain adds its own, in its `domain.ts`,
 * and says there what of its rows they prove.
 */
export interface CountyEvents {
  'state-sealed': AuditDetails;
  'personal-data-export-begun': AuditDetails;
  'personal-data-exported': AuditDetails;
}

export type EventName = keyof CountyEvents;

export interface CountyEvent {
  readonly event: EventName;
  readonly details?: AuditDetails;
}

/** All that a writer of the chain needs of a store. */
export interface ChainSite extends Pick<CountyStore, 'engine' | 'clock' | 'crypto'> {
  readonly county: { readonly code: string };
}

/**
 * Takes the chain's lock for the rest of the transaction. Whoever holds it is the county's only writer,
 * so that what it reads afterwards stays true until it commits.
 */
export async function lockChain(tx: Transaction<Schema>, site: ChainSite): Promise<AuditHead> {
  const present = await lockedHead(tx, site);
  if (present !== undefined) return await sound(tx, site, present);
  const { code } = site.county;
  // Together with its county, which `init` may be replacing at this moment.
  const held = site.engine === 'postgres' ? sql`for share` : sql``;
  await sql`insert into audit_head (county, id, sequence, hash)
    select county, 1, ${sql.lit(EMPTY_HEAD.sequence)}, ${EMPTY_HEAD.hash} from counties where county = ${code} ${held}
    on conflict (county, id) do nothing`.execute(tx);
  const begun = await lockedHead(tx, site);
  if (begun !== undefined) return await sound(tx, site, begun);
  throw new Error(
    `county ${code} is not in this database any more (another "init" replaced it); start again`,
  );
}

/** A head that somebody took away begins anew; behind rows that are there nothing is added to it. */
async function sound(tx: Transaction<Schema>, site: ChainSite, head: AuditHead): Promise<AuditHead> {
  if (head.sequence === 0 && (await readAudit(tx, site.county.code, 0, 1)).length > 0)
    throw new Error('the head of the audit chain is gone, so nothing is added to it; run "audit -- verify"');
  return head;
}

async function lockedHead(
  tx: Transaction<Schema>,
  { county, engine }: ChainSite,
): Promise<AuditHead | undefined> {
  let head = tx
    .selectFrom('audit_head')
    .select(['sequence', 'hash'])
    .where('county', '=', county.code)
    .where('id', '=', 1);
  if (engine === 'postgres') head = head.forUpdate();
  return await head.executeTakeFirst();
}

/** Appends `events` behind `head`, which `lockChain` gave in the same transaction. */
export async function appendBehind(
  tx: Transaction<Schema>,
  site: ChainSite,
  head: AuditHead,
  events: readonly CountyEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const at = site.clock.now();
  let last = head;
  const rows = events.map((entry) => {
    const row = nextAuditRow(site.crypto, last, { at, ...entry });
    last = row;
    return { county: site.county.code, ...row };
  });
  await tx.insertInto('audit').values(rows).execute();
  await tx
    .updateTable('audit_head')
    .set({ sequence: last.sequence, hash: last.hash })
    .where('county', '=', site.county.code)
    .where('id', '=', 1)
    .execute();
}

/** Lock and append in one step, for a transaction that appends once. */
export async function appendAudit(
  tx: Transaction<Schema>,
  site: ChainSite,
  ...events: readonly CountyEvent[]
): Promise<void> {
  await appendBehind(tx, site, await lockChain(tx, site), events);
}

/** The chain in order, a page at a time: input of `walkAudit`'s reader. */
export async function readAudit(
  db: Kysely<Schema>,
  county: string,
  after: number,
  limit: number,
): Promise<
  readonly { sequence: number; at: number; event: string; details: string; previous: string; hash: string }[]
> {
  return await db
    .selectFrom('audit')
    .select(['sequence', 'at', 'event', 'details', 'previous', 'hash'])
    .where('county', '=', county)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .execute();
}
