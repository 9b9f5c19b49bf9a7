import { sql } from 'kysely';
import type { SqlBool } from 'kysely';
import { formatYuan } from '../../../shared/money/fen.ts';
import type { Result } from '../../../shared/result/result.ts';
import { ok } from '../../../shared/result/result.ts';
import { knownRuns } from './known-runs.ts';
import type { CountyStore } from '../store/county-store.ts';
import { formatRows } from '../csv/csv.ts';
import { instant, startOf } from '../csv/pieces.ts';

const COLUMNS = [
  'paid_in',
  'for_month',
  'kind',
  'id_number',
  'name',
  'bank_account',
  'base',
  'pension',
  'addition',
  'service',
  'total',
  'draw_personal',
  'draw_collective',
  'draw_subsidy',
  'fund',
  'run',
  'known_at',
] as const;

const ROWS_PER_PAGE = 1000;

export interface PaymentExportOptions {
  /** First CST day of knowledge, `YYYY-MM-DD`: of the run's commit. */
  readonly since?: string;
}

/**
 * Every payment (发放) of committed runs as CSV text in pieces, by month of the money, number and month
 * paid for. `total` is what goes to the bank: the parts, and of an inheritance what the heirs get of the
 * ledgers. Name and bank account are today's. The error is one line.
 */
export function exportPayments(
  store: Pick<CountyStore, 'db' | 'county'>,
  options: PaymentExportOptions = {},
): Result<AsyncIterable<string>, string> {
  const from = startOf('--since', options.since);
  return from.ok ? ok(pages(store, from.value)) : from;
}

async function* pages(
  { db, county }: Pick<CountyStore, 'db' | 'county'>,
  from: number,
): AsyncGenerator<string, void> {
  yield formatRows([COLUMNS]);
  const runs = await knownRuns(db, county.code);
  let after = { paid_in: '', id_number: '', for_month: '', kind: '' };
  for (;;) {
    const rows = await db
      .selectFrom('payments as y')
      .leftJoin('persons as p', (join) =>
        join.onRef('p.county', '=', 'y.county').onRef('p.id_number', '=', 'y.id_number'),
      )
      .selectAll('y')
      .select([
        sql<string>`coalesce(p.name, '')`.as('name'),
        sql<string>`coalesce(p.bank_account, '')`.as('bank_account'),
      ])
      .where('y.county', '=', county.code)
      .where(
        sql<SqlBool>`(y.paid_in, y.id_number, y.for_month, y.kind) >
          (${after.paid_in}, ${after.id_number}, ${after.for_month}, ${after.kind})`,
      )
      .orderBy('y.paid_in')
      .orderBy('y.id_number')
      .orderBy('y.for_month')
      .orderBy('y.kind')
      .limit(ROWS_PER_PAGE)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
    const known = rows.flatMap((row) => {
      const at = runs.get(row.run);
      return at === undefined || at < from ? [] : [formatPayment(row, at)];
    });
    if (known.length > 0) yield formatRows(known);
    if (rows.length < ROWS_PER_PAGE) return;
  }
}

interface Payment {
  readonly paid_in: string;
  readonly for_month: string;
  readonly kind: string;
  readonly id_number: string;
  readonly name: string;
  readonly bank_account: string;
  readonly base: number;
  readonly pension: number;
  readonly addition: number;
  readonly service: number;
  readonly draw_personal: number;
  readonly draw_collective: number;
  readonly draw_subsidy: number;
  readonly fund: number;
  readonly run: number;
}

function formatPayment(row: Payment, knownAt: number): readonly string[] {
  const parts = [row.base, row.pension, row.addition, row.service];
  const draws = [row.draw_personal, row.draw_collective, row.draw_subsidy];
  const paid = row.kind === 'inheritance' ? [...parts, ...draws] : parts;
  return [
    row.paid_in,
    row.for_month,
    row.kind,
    row.id_number,
    row.name,
    row.bank_account,
    ...parts.map(formatYuan),
    formatYuan(paid.reduce((sum, fen) => sum + fen, 0)),
    ...draws.map(formatYuan),
    formatYuan(row.fund),
    String(row.run),
    instant(knownAt),
  ];
}
