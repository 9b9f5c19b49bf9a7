import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { formatYuan } from '../../../shared/money/fen.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Schema } from '../store/schema.ts';
import { accountPages } from './account-pages.ts';
import { accountFaults } from './adds-up.ts';
import { sealImports } from './import-seal.ts';
import { knownRuns } from './known-runs.ts';

/** What the audit chain says of an import: its number and seal. */
export type ImportWitness = Readonly<Record<string, unknown>>;

export interface LedgerVerification {
  readonly accounts: number;
  /** One line each. A row is named by its key, which holds the full ID number. */
  readonly findings: readonly string[];
}

/**
 * 账账相符: holds the whole ledger against itself, and the imports of an earlier release against the seals
 * that it left in the audit chain. Only reads.
 */
export async function verifyLedger(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  county: string,
  imports: readonly ImportWitness[],
): Promise<LedgerVerification> {
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

/** The rows of each import are those that its seal was made over. */
async function importFaults(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  county: string,
  imports: readonly ImportWitness[],
): Promise<string[]> {
  if (imports.length === 0) return [];
  const numbers = imports.map((witness) => Number(witness['run']));
  const seals = await sealImports(db, { crypto, county: { code: county } }, numbers);
  const faults: string[] = [];
  for (const witness of imports) {
    const run = Number(witness['run']);
    const before = String(witness['digests']).split(' ');
    const now = (seals.get(run) ?? '').split(' ').filter((one) => one !== '');
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
  return faults;
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
