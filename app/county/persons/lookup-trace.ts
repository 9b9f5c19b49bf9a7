import type { Kysely, Transaction } from 'kysely';
import type { AuditDetails } from '../../../shared/audit/chain.ts';
import { signedBytes } from '../../../shared/protocol/canonical.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { appendBehind, lockChain } from '../audit/chain/append.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';

/**
 * The trace of lookups: one row for each question for a person that was answered, numbered without a gap.
 * Each row's hash covers the hash before it, as in the audit chain; the audit chain itself gets one event
 * `lookups-sealed` for many rows, so that a hall full of people does not wait for its lock.
 *
 * The rule: rows run 1, 2, 3 …; `hash` = SHA-256 over "songbai.lookup.v1", a zero byte and the canonical text
 * of {previous, number, at, terminal, handle, found}, `previous` being the hash of the row before (64 zeros
 * for the first); each event seals the rows `first` … `last`, beginning behind the event before, and its
 * `hash` is that of row `last`; the head names the last row. Rows behind the last seal hang together by
 * their hashes alone, for as long as `sealLookups` is not due.
 */
const DOMAIN = 'songbai.lookup.v1';
const START = { number: 0, hash: '0'.repeat(64), sealed: 0 } as const;
const PAGE = 2000;

type Site = Pick<CountyStore, 'county' | 'engine' | 'clock' | 'crypto'>;

/** A question for a person and whether the county has the number. */
export interface Lookup {
  readonly at: number;
  readonly terminal: string;
  readonly handle: string;
  readonly found: boolean;
}

interface Place {
  readonly number: number;
  readonly hash: string;
}

function hashOf(crypto: CryptoProvider, { number, hash }: Place, lookup: Lookup): string {
  const { at, terminal, handle, found } = lookup;
  return crypto.sha256(
    signedBytes(DOMAIN, { previous: hash, number: number + 1, at, terminal, handle, found }),
  );
}

/** Appends `lookups` in order. */
export async function traceLookups(
  tx: Transaction<Schema>,
  site: Site,
  lookups: readonly Lookup[],
): Promise<void> {
  if (lookups.length === 0) return;
  let last: Place = await lockHead(tx, site);
  const rows = lookups.map((lookup) => {
    last = { number: last.number + 1, hash: hashOf(site.crypto, last, lookup) };
    return {
      county: site.county.code,
      ...lookup,
      found: lookup.found ? (1 as const) : (0 as const),
      ...last,
    };
  });
  await tx.insertInto('lookups').values(rows).execute();
  await tx
    .updateTable('lookup_head')
    .set({ number: last.number, hash: last.hash })
    .where('county', '=', site.county.code)
    .execute();
}

/** Takes the trace's own lock for the rest of the transaction. */
async function lockHead(
  tx: Transaction<Schema>,
  { county, engine }: Site,
): Promise<Place & { readonly sealed: number }> {
  await tx
    .insertInto('lookup_head')
    .values({ county: county.code, ...START })
    .onConflict((conflict) => conflict.column('county').doNothing())
    .execute();
  let head = tx
    .selectFrom('lookup_head')
    .select(['number', 'hash', 'sealed'])
    .where('county', '=', county.code);
  if (engine === 'postgres') head = head.forUpdate();
  return await head.executeTakeFirstOrThrow();
}

/** Puts what is not under seal yet into the audit chain; gives how many rows that were. */
export async function sealLookups(store: Pick<CountyStore, 'db'> & Site): Promise<number> {
  return await store.db.transaction().execute(async (tx) => {
    // Both locks in one order, the chain's first, which no lookup takes.
    const chain = await lockChain(tx, store);
    const { number, hash, sealed } = await lockHead(tx, store);
    if (number === sealed) return 0;
    await appendBehind(tx, store, chain, [
      { event: 'lookups-sealed', details: { first: sealed + 1, last: number, hash } },
    ]);
    await tx
      .updateTable('lookup_head')
      .set({ sealed: number })
      .where('county', '=', store.county.code)
      .execute();
    return number - sealed;
  });
}

/** Holds the trace against its rule; `seals` are the details of every `lookups-sealed`, in order. */
export async function verifyLookups(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  county: string,
  seals: readonly AuditDetails[],
): Promise<readonly string[]> {
  const findings: string[] = [];
  const open = [...seals];
  let sealed = 0;
  let last: Place = START;
  const breakSeals = (): void => {
    for (let [seal] = open; seal !== undefined && Number(seal['last']) <= last.number; [seal] = open) {
      open.shift();
      if (seal['first'] !== sealed + 1 || seal['last'] !== last.number || seal['hash'] !== last.hash)
        findings.push(`lookups through ${String(seal['last'])}: not as the audit log has them`);
      sealed = Number(seal['last']);
    }
  };
  for (;;) {
    const rows = await db
      .selectFrom('lookups')
      .selectAll()
      .where('county', '=', county)
      .where('number', '>', last.number)
      .orderBy('number')
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      if (row.number !== last.number + 1) findings.push(gap(last.number + 1, row.number - 1));
      else if (hashOf(crypto, last, { ...row, found: row.found === 1 }) !== row.hash)
        findings.push(`lookup ${row.number}: altered`);
      last = { number: row.number, hash: row.hash };
      breakSeals();
    }
    if (rows.length < PAGE) break;
  }
  const head = await db
    .selectFrom('lookup_head')
    .select(['number', 'hash'])
    .where('county', '=', county)
    .executeTakeFirst();
  const end = Math.max(head?.number ?? 0, ...open.map((seal) => Number(seal['last'])));
  if (end > last.number) findings.push(gap(last.number + 1, end));
  else if ((head?.hash ?? START.hash) !== last.hash)
    findings.push('lookups: the head names another last row');
  return findings;
}

function gap(first: number, last: number): string {
  return first === last ? `lookup ${first}: missing` : `lookups ${first} to ${last}: missing`;
}
