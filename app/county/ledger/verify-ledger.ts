import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { formatYuan } from '../../../shared/money/fen.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Schema } from '../store/schema.ts';
import { accountPages } from './account-pages.ts';
import { accountFaults } from './adds-up.ts';
import { sealImports } from './import-seal.ts';
import { knownRuns } from './known-runs.ts';

/** The schema's version that brought the ledger. */
const LEDGER_SCHEMA = 2;

/** What the audit chain says of an import: its number and seal. */
export type ImportWitness = Readonly<Record<string, unknown>>;

export interface LedgerVerification {
  readonly accounts: number;
  /** One line each. A row is named by its key, which holds the full ID number. */
  readonly findings: readonly string[];
}

/**
 * Holds the whole ledger against itself and against the seals of imports in the audit chain. Only reads,
 * also a database that an earlier release left without a ledger.
 */
export async function verifyLedger(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  county: string,
  imports: readonly ImportWitness[],
): Promise<LedgerVerification> {
  if (!(await hasLedger(db))) return { accounts: 0, findings: [] };
  const runs = await knownRuns(db, county);
  const findings = await importFaults(db, crypto, county, imports);
  let accounts = 0;
  for await (const page of accountPages(db, county, (run) => runs.has(run)))
    for (const { idNumber, entries } of page) {
      accounts += 1;
      findings.push(...accountFaults(idNumber, entries));
    }
  findings.push(...(await paymentFaults(db, county)));
  return { accounts, findings };
}

async function hasLedger(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{
    version: number | null;
  }>`select max(version) as version from schema_version`.execute(db);
  return (rows[0]?.version ?? 0) >= LEDGER_SCHEMA;
}

/** Each committed import is in the audit chain, each one of the chain is there, and its rows are those. */
async function importFaults(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  county: string,
  imports: readonly ImportWitness[],
): Promise<string[]> {
  const committed = await db
    .selectFrom('runs')
    .select(['run', 'row_count'])
    .where('county', '=', county)
    .where('kind', '=', 'import')
    .where('state', '=', 'committed')
    .orderBy('run')
    .execute();
  const site = { crypto, county: { code: county } };
  const seals = await sealImports(
    db,
    site,
    committed.map(({ run }) => run),
  );
  const witnesses = new Map(imports.map((witness) => [witness['run'], witness]));
  const faults: string[] = [];
  for (const { run, row_count } of committed) {
    const witness = witnesses.get(run);
    witnesses.delete(run);
    if (witness === undefined) {
      faults.push(`run ${run}: not in the audit log`);
      continue;
    }
    if (row_count !== witness['rows']) faults.push(`run ${run}: altered (row count)`);
    const before = String(witness['digests']).split(' ');
    const now = (seals.get(run)?.digests ?? '').split(' ').filter((one) => one !== '');
    const changed = [
      ...now.filter((one) => !before.includes(one)),
      ...before.filter((one) => !now.includes(one)),
    ];
    const years = [...new Set(changed.map((one) => one.slice(0, 4)))].sort();
    for (const year of years) {
      const odd = await oddPostings(db, county, run, Number(year));
      faults.push(...(odd.length > 0 ? odd : [`postings of ${year} in run ${run}: altered`]));
    }
  }
  return [...faults, ...[...witnesses.keys()].map((run) => `run ${String(run)}: missing`)];
}

/**
 * Rows that no import writes, where one was altered: contributions whose personal part is not the whole
 * tier (R26), or whose months contradict the day of payment.
 */
async function oddPostings(
  db: Kysely<Schema>,
  county: string,
  run: number,
  year: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('postings')
    .select(['id_number', 'number', 'personal', 'tier', 'month', 'valid_month', 'paid_on'])
    .where('county', '=', county)
    .where('year', '=', year)
    .where('run', '=', run)
    .where((eb) =>
      eb.or([
        eb('personal', '<>', eb.ref('tier')),
        sql<boolean>`substr(paid_on, 1, 7) <> valid_month`,
        sql<boolean>`substr(valid_month, 1, 4) <> ${String(year)}`,
        sql<boolean>`cast(substr(valid_month, 6, 2) as integer) <> month`,
      ]),
    )
    .orderBy('id_number')
    .orderBy('number')
    .execute();
  return rows.map((row) => {
    const where = `posting ${year}/${row.number} of ${row.id_number}: altered`;
    if (row.personal === row.tier) return `${where} (month)`;
    return `${where} (personal ${formatYuan(row.personal)}, tier ${formatYuan(row.tier)})`;
  });
}

/** What of a pension came from the ledgers and from the fund is the pension (R46). */
async function paymentFaults(db: Kysely<Schema>, county: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('payments')
    .select(['paid_in', 'for_month', 'id_number', 'kind'])
    .where('county', '=', county)
    .where('kind', 'in', ['pension', 'recovery'])
    .where(sql<boolean>`pension <> draw_personal + draw_collective + draw_subsidy + fund`)
    .orderBy('paid_in')
    .orderBy('id_number')
    .execute();
  return rows.map(
    (row) =>
      `payment of ${row.paid_in} for ${row.for_month} to ${row.id_number}: altered (${row.kind} and its sources differ)`,
  );
}
