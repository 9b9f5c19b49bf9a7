import { formatYuan } from '../../../shared/money/fen.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { NOTHING, plus } from '../../../shared/pension/ledgers.ts';
import type { Result } from '../../../shared/result/result.ts';
import { ok } from '../../../shared/result/result.ts';
import type { PagedAccount } from './account-pages.ts';
import { accountPages } from './account-pages.ts';
import { stateOf } from './account.ts';
import type { KnownRuns } from './known-runs.ts';
import { knownRuns } from './known-runs.ts';
import type { CountyStore } from '../store/county-store.ts';
import { formatRows } from '../csv/csv.ts';
import { endOf, instant, startOf } from '../csv/pieces.ts';

const ACCOUNT_COLUMNS = [
  'id_number',
  'name',
  'status',
  'personal',
  'collective',
  'subsidy',
  'total',
  'settled_through',
  'years_paid',
  'pension',
] as const;

const LEDGER_COLUMNS = [
  'id_number',
  'posted',
  'valid_month',
  'kind',
  'contribution_year',
  'tier',
  'personal',
  'collective',
  'subsidy',
  'balance_personal',
  'balance_collective',
  'balance_subsidy',
  'paid_on',
  'bank_serial',
  'voucher',
  'reverses',
  'run',
  'known_at',
] as const;

export interface LedgerExportOptions {
  /** First CST day of knowledge, `YYYY-MM-DD`: of the run's commit. */
  readonly since?: string;
  /** CST day on whose evening the question is asked: what was known then. */
  readonly asOf?: string;
}

type Site = Pick<CountyStore, 'db' | 'county'>;
type Pieces = Result<AsyncIterable<string>, string>;

/**
 * Every account (个人账户) as CSV text in pieces, by number: balances by ledger, months and years, the
 * account pension once it is assessed. `since` leaves out the accounts of which nothing became known from
 * that day on. Name and status are today's. The error is one line.
 */
export function exportAccounts(store: Site, options: LedgerExportOptions = {}): Pieces {
  return accountExport(store, options, ACCOUNT_COLUMNS, (account, knownAt, from) => {
    if (![...account.entries, ...account.assessments].some(({ run }) => knownAt(run) >= from)) return [];
    const { balances, settledThrough, yearsPaid, pension } = stateOf(account);
    const total = balances.personal + balances.collective + balances.subsidy;
    return [
      [
        account.idNumber,
        account.name,
        account.status,
        ...yuan(balances),
        formatYuan(total),
        settledThrough,
        String(yearsPaid),
        pension === undefined ? '' : formatYuan(pension),
      ],
    ];
  });
}

/**
 * Every entry of every account: by number, each account's in the order in which they became known, with
 * the balance of all that was known by then. `since` leaves out what was known before that day.
 */
export function exportLedger(store: Site, options: LedgerExportOptions = {}): Pieces {
  return accountExport(store, options, LEDGER_COLUMNS, (account, knownAt, from) => {
    let balance = NOTHING;
    return account.entries.flatMap((entry) => {
      balance = plus(balance, entry.change);
      const known = knownAt(entry.run);
      if (known < from) return [];
      return [
        [
          account.idNumber,
          entry.month,
          entry.validMonth,
          entry.kind,
          entry.contributionYear === null ? '' : String(entry.contributionYear),
          entry.tier === 0 ? '' : formatYuan(entry.tier),
          ...yuan(entry.change),
          ...yuan(balance),
          entry.paidOn,
          entry.bankSerial,
          entry.voucher,
          entry.reverses,
          String(entry.run),
          instant(known),
        ],
      ];
    });
  });
}

type RowsOf = (
  account: PagedAccount,
  knownAt: (run: number) => number,
  from: number,
) => readonly (readonly string[])[];

function accountExport(
  store: Site,
  { since, asOf }: LedgerExportOptions,
  columns: readonly string[],
  rowsOf: RowsOf,
): Pieces {
  const from = startOf('--since', since);
  if (!from.ok) return from;
  const until = endOf('--as-of', asOf);
  if (!until.ok) return until;
  return ok(pages(store, until.value, columns, (account, knownAt) => rowsOf(account, knownAt, from.value)));
}

async function* pages(
  { db, county }: Site,
  until: number | undefined,
  columns: readonly string[],
  rowsOf: (account: PagedAccount, knownAt: (run: number) => number) => readonly (readonly string[])[],
): AsyncGenerator<string, void> {
  yield formatRows([columns]);
  // Taken once: a run that is committed meanwhile is in all pages or in none.
  const runs: KnownRuns = await knownRuns(db, county.code, until);
  const knownAt = (run: number): number => runs.get(run) ?? 0;
  for await (const page of accountPages(db, county.code, (run) => runs.has(run))) {
    const rows = page.flatMap((account) => rowsOf(account, knownAt));
    if (rows.length > 0) yield formatRows(rows);
  }
}

function yuan({ personal, collective, subsidy }: Ledgers): readonly string[] {
  return [formatYuan(personal), formatYuan(collective), formatYuan(subsidy)];
}
