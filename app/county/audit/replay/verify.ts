import type { Kysely } from 'kysely';
import { sql, SqliteAdapter } from 'kysely';
import type { AuditHead } from '../../../../shared/audit/chain.ts';
import type { Anchor } from '../../../../shared/audit/anchors.ts';
import { anchorHolds, anchorFinding } from '../../../../shared/audit/anchors.ts';
import type { Verification } from '../../../../shared/audit/evidence.ts';
import { detailsOf } from '../../../../shared/audit/evidence.ts';
import { describeFinding, startAuditWalk } from '../../../../shared/audit/walk.ts';
import type { CryptoProvider } from '../../../../shared/protocol/crypto.ts';
import type { Schema } from '../../store/schema.ts';
import { readAudit } from '../chain/append.ts';
import type { Table } from '../../store/table.ts';
import type { EventName } from '../chain/append.ts';
import { SEALS_SINCE } from '../seal/pages.ts';
import type { ReplayPart, ReplaySite, Shared, Told } from './replay.ts';
import type { SchemaState } from './schema-state.ts';
import { schemaState } from './schema-state.ts';

const PAGE = 2000;

/** Every table of the schema, and every part that is replayed, in the order in which they are compared. */
interface Whole {
  readonly tables: readonly Table[];
  readonly replays: readonly ReplayPart[];
}

/**
 * 重放核对: walks the audit chain of every county in the database, replays what its events say, and holds
 * every table that money or trust rests on against that. Only reads, also a database that an earlier
 * release left. `anchors` is what was noted elsewhere of the chain.
 */
export async function replayCounties(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  { tables, replays }: Whole,
  anchors: readonly Anchor[],
): Promise<Verification> {
  const engine = db.getExecutor().adapter instanceof SqliteAdapter ? 'sqlite' : 'postgres';
  const schema = await schemaState(db, engine, tables);
  const total = { auditRows: 0, records: 0, accounts: 0, head: '', findings: [...schema.findings] };
  const notes: string[] = [];
  if (!schema.tables.has('counties') || !schema.tables.has('audit')) return total;
  const missed = new Set(anchors);
  for (const county of await countiesIn(db, schema, tables, total.findings)) {
    const one = await verifyOne(db, crypto, county, schema, replays);
    total.auditRows += one.auditRows;
    total.records += one.records;
    total.accounts += one.accounts ?? 0;
    total.head = one.head;
    total.findings.push(...one.findings);
    notes.push(...(one.notes ?? []));
    for (const anchor of missed)
      if (anchorHolds(await hashAt(db, county, anchor.sequence), anchor)) missed.delete(anchor);
  }
  return { ...total, notes, findings: [...total.findings, ...[...missed].map(anchorFinding)] };
}

/** A county whose own row was taken out still has rows elsewhere. */
async function countiesIn(
  db: Kysely<Schema>,
  present: SchemaState,
  tables: readonly Table[],
  findings: string[],
): Promise<readonly string[]> {
  const owners = await db.selectFrom('counties').select('county').orderBy('county').execute();
  const counties = owners.map(({ county }) => county);
  for (const { name } of tables) {
    if (!present.tables.has(name)) continue;
    // The key begins with it: one look for each county.
    let after = '';
    for (;;) {
      const { rows } = await sql<{ county: string | null }>`
        select min(county) as county from ${sql.table(name)} where county > ${after}`.execute(db);
      const county = rows[0]?.county ?? null;
      if (county === null) break;
      after = county;
      if (counties.includes(county)) continue;
      findings.push(`county ${county}: missing`);
      counties.push(county);
    }
  }
  return counties;
}

async function verifyOne(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  county: string,
  schema: SchemaState,
  parts: readonly ReplayPart[],
): Promise<Verification> {
  const site = siteOf(db, crypto, county, schema);
  const replays = parts.map(({ start }) => start(site));
  const readBy = Map.groupBy(
    parts.flatMap(({ reads }, index) => reads.map((event) => [event, replays[index]] as const)),
    ([event]) => event as string,
  );
  const findings: string[] = [];
  const walk = startAuditWalk(crypto);
  const order = watchOrder(schema, findings);
  let after = 0;
  for (;;) {
    const rows = await readAudit(db, county, after, PAGE);
    for (const row of rows) {
      walk.take(row);
      after = row.sequence;
      const readers = readBy.get(row.event);
      if (readers === undefined) continue;
      const told: Told = { ...row, event: row.event as EventName, details: detailsOf(row) };
      order(told);
      for (const [, replay] of readers) {
        const more = replay?.take(told);
        if (more !== undefined) await more;
      }
    }
    if (rows.length < PAGE) break;
  }
  const report = walk.finish(await readHead(db, county, schema));
  const replayed: string[] = [];
  for (const replay of replays)
    if (replay.needs.every((table) => schema.tables.has(table)))
      await replay.compare((line) => replayed.push(line));
  const counted = replays.map((replay) => replay.counted?.() ?? {});
  return {
    auditRows: report.rows,
    records: sum(counted.map(({ records = 0 }) => records)),
    accounts: sum(counted.map(({ accounts = 0 }) => accounts)),
    head: report.head.hash,
    findings: [...report.findings.map((one) => `audit ${describeFinding(one)}`), ...findings, ...replayed],
    notes: replays.flatMap((replay) => replay.notes?.() ?? []),
  };
}

function siteOf(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  county: string,
  { version, tables }: SchemaState,
): ReplaySite {
  const made = new Map<Shared<unknown>, unknown>();
  return {
    db,
    crypto,
    county,
    schema: version,
    tables,
    sealing: version >= SEALS_SINCE && tables.has('seals'),
    shared<T>(make: Shared<T>): T {
      if (!made.has(make)) made.set(make, make());
      return made.get(make) as T;
    },
    hashAt: (sequence) => hashAt(db, county, sequence),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Seals begin once: with the county, or with the state that the migration found. */
function watchOrder({ version }: SchemaState, findings: string[]): (told: Told) => void {
  let sealed = false;
  return ({ event, sequence }) => {
    const begins = event === 'county-created' || event === 'state-sealed';
    if (begins && sealed) findings.push(`audit row ${sequence}: the state was sealed anew`);
    if (begins && version < SEALS_SINCE)
      findings.push(`table schema_version: altered (${version}, the audit log knows of seals)`);
    sealed ||= begins;
  };
}

async function readHead(
  db: Kysely<Schema>,
  county: string,
  { tables }: SchemaState,
): Promise<AuditHead | undefined> {
  if (!tables.has('audit_head')) return undefined;
  return await db
    .selectFrom('audit_head')
    .select(['sequence', 'hash'])
    .where('county', '=', county)
    .where('id', '=', 1)
    .executeTakeFirst();
}

async function hashAt(db: Kysely<Schema>, county: string, sequence: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('audit')
    .select('hash')
    .where('county', '=', county)
    .where('sequence', '=', sequence)
    .executeTakeFirst();
  return row?.hash;
}
