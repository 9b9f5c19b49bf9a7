import type { Kysely } from 'kysely';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import { rulesAt } from '../../../shared/pension/life/rules-at.ts';
import { settingOn } from '../../../shared/pension/policy-book.ts';
import type { ParameterName, ParameterValue } from '../../../shared/pension/policy-parameters.ts';
import { LEDGERS } from '../../../shared/pension/ledgers.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { interestOf } from '../../../shared/pension/rules/interest.ts';
import type { Schema } from '../store/schema.ts';
import type { Compared } from './sample.ts';

/** Where a check finds its rows and rules. */
export interface Checking {
  readonly db: Kysely<Schema>;
  readonly county: string;
  readonly run: number;
  readonly book: PolicyBook;
  readonly pack: string;
}

/** What the pack says; throws when it says nothing, which the run would have met before. */
export function ruleOn<P extends ParameterName>(
  { book, pack }: Checking,
  parameter: P,
  date: string,
): ParameterValue<P> {
  const found = settingOn(book, pack, parameter, date);
  if (!found.ok) throw new Error(`${pack} has no ${parameter} on ${date}`);
  return found.value.value;
}

/** 记账利率 of a year: that of its first day, or of the pack's first month in it. */
function rateOf({ book, pack }: Checking, year: number): string {
  const rules = rulesAt(book, pack);
  if (!rules.ok) throw new Error(`there is no pack ${pack}`);
  return rules.value.rateOf(year * 12 + 11).value;
}

/** Everything that moved an account in `year`, before it is known what was settled in it. */
export interface AccountYear {
  readonly settlements: readonly (Ledgers & {
    readonly year: number;
    readonly through: number;
    readonly run: number;
    readonly interest: Ledgers;
  })[];
  /** Postings, and draws as negative amounts. */
  readonly moves: readonly (Ledgers & { readonly month: number; readonly run: number })[];
}

const DRAWING = ['pension', 'recovery', 'correction'] as const;

export async function accountYear({ db, county }: Checking, id: string, year: number): Promise<AccountYear> {
  const settlements = await db
    .selectFrom('settlements')
    .selectAll()
    .where('county', '=', county)
    .where('year', 'in', [year - 1, year])
    .where('through', 'in', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    .where('id_number', '=', id)
    .orderBy('year')
    .orderBy('through')
    .execute();
  const postings = await db
    .selectFrom('postings')
    .select(['month', 'personal', 'collective', 'subsidy', 'run', 'kind'])
    .where('county', '=', county)
    .where('year', '=', year)
    .where('id_number', '=', id)
    .execute();
  const months = Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`);
  const payments = await db
    .selectFrom('payments')
    .select(['paid_in', 'draw_personal', 'draw_collective', 'draw_subsidy', 'run'])
    .where('county', '=', county)
    .where('paid_in', 'in', months)
    .where('id_number', '=', id)
    .where('kind', 'in', DRAWING)
    .execute();
  return {
    settlements: settlements.map((row) => ({
      ...row,
      interest: {
        personal: row.interest_personal,
        collective: row.interest_collective,
        subsidy: row.interest_subsidy,
      },
    })),
    moves: [
      // What leaves a closed account is no part of any later balance.
      ...postings.filter(({ kind }) => kind !== 'inheritance' && kind !== 'transfer-out'),
      ...payments.map((row) => ({
        month: Number(row.paid_in.slice(5)),
        personal: -row.draw_personal,
        collective: -row.draw_collective,
        subsidy: -row.draw_subsidy,
        run: row.run,
      })),
    ],
  };
}

/** 结息 of one account in this run, worked out again by the first engine. */
export async function compareSettlements(
  checking: Checking,
  id: string,
  year: number,
): Promise<readonly Compared[]> {
  const account = await accountYear(checking, id, year);
  const sealed = await sealedSince(checking, id);
  const rate = rateOf(checking, year);
  const yearEnd = `${year}-12-01`;
  const monthRule = ruleOn(checking, 'interest.monthRule', yearEnd);
  const idle = ruleOn(checking, 'interest.sealed', yearEnd) === 'none' ? sealed : undefined;
  const compared: Compared[] = [];
  for (const [index, row] of account.settlements.entries()) {
    if (row.run !== checking.run || row.year !== year) continue;
    const { through } = row;
    const before = account.settlements[index - 1];
    const from = before?.year === year ? before.through : 0;
    const moves = account.moves.filter(({ month }) => month > from && month <= through);
    const last = `${year}-${String(through).padStart(2, '0')}`;
    for (const ledger of LEDGERS) {
      const opening = before?.[ledger] ?? 0;
      const postings = moves.map((move) => ({ month: move.month, fen: move[ledger] }));
      const earned =
        idle !== undefined && idle <= last
          ? 0
          : interestOf({ opening, from, through, postings, rate, monthRule }).fen;
      const balance = opening + postings.reduce((sum, { fen }) => sum + fen, 0) + earned;
      compared.push(
        { what: `${ledger} interest ${last}`, ledger: row.interest[ledger], again: earned },
        { what: `${ledger} balance ${last}`, ledger: row[ledger], again: balance },
      );
    }
  }
  return compared;
}

async function sealedSince({ db, county }: Checking, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('exits')
    .select('reported')
    .where('county', '=', county)
    .where('id_number', '=', id)
    .where('kind', '=', 'seal')
    .executeTakeFirst();
  return row?.reported;
}
