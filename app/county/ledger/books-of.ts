import type { Kysely, Selectable } from 'kysely';
import type { Month } from '../../../shared/dates/month.ts';
import { ordinal } from '../../../shared/dates/month.ts';
import { birthOf } from '../../../shared/identity/birth.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { plus } from '../../../shared/pension/ledgers.ts';
import type { BookedCredit, Books } from '../../../shared/pension/life/books.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { PostingTable } from './tables.ts';
import type { Schema } from '../store/schema.ts';

type Posting = Selectable<PostingTable>;

/** An account as the county's committed rows have it. */
export interface Account {
  readonly books: Books;
  /** The postings behind `books.credits`, in the same order. */
  readonly postings: readonly Posting[];
  /** Balances since the last settlement, without its later interest. */
  readonly balance: Ledgers;
  /** Last month (ordinal) settled; undefined before the first. */
  readonly settled: number | undefined;
  /** What each month was paid so far, corrections included, by ordinal. */
  readonly paid: ReadonlyMap<number, Paid>;
  /** Month (ordinal) in which the ledger closed or sealed the account. */
  readonly exit: number | undefined;
  /** Dead, moved away or sealed: by the ledger, or by the roster, which may hear of it first. */
  readonly closed: boolean;
}

export interface Paid {
  readonly base: number;
  readonly pension: number;
  readonly addition: number;
  readonly service: number;
}

const CLOSED: ReadonlySet<string> = new Set(['deceased', 'transferred', 'sealed']);

const CREDITS: ReadonlySet<string> = new Set(['current', 'backpay', 'gap', 'aid', 'transfer-in']);

/** Reads one account; the error says why it cannot be worked out anew. */
export async function readAccount(
  tx: Kysely<Schema>,
  county: string,
  idNumber: string,
  today: string,
): Promise<Result<Account, string>> {
  const person = await tx
    .selectFrom('persons')
    .select(['household', 'status'])
    .where('county', '=', county)
    .where('id_number', '=', idNumber)
    .executeTakeFirst();
  if (person === undefined) return err('id_number: this person is not on the roster');
  const birth = birthOf(idNumber, today);
  if (birth === undefined) return err('id_number: carries no birthday');
  const exit = await tx
    .selectFrom('exits')
    .select(['kind', 'reported'])
    .where('county', '=', county)
    .where('id_number', '=', idNumber)
    .executeTakeFirst();
  const postings = await tx
    .selectFrom('postings')
    .selectAll()
    .where('county', '=', county)
    .where('id_number', '=', idNumber)
    .execute();
  const settlements = await tx
    .selectFrom('settlements')
    .selectAll()
    .where('county', '=', county)
    .where('id_number', '=', idNumber)
    .orderBy('year')
    .orderBy('through')
    .execute();
  const payments = await tx
    .selectFrom('payments')
    .selectAll()
    .where('county', '=', county)
    .where('id_number', '=', idNumber)
    .orderBy('paid_in')
    .orderBy('for_month')
    .execute();
  const application = await tx
    .selectFrom('applications')
    .selectAll()
    .where('county', '=', county)
    .where('id_number', '=', idNumber)
    .executeTakeFirst();

  const reversed = new Set(
    postings
      .filter(({ kind }) => kind === 'reversal')
      .map(({ reverses_year, reverses_number }) => `${reverses_year}/${reverses_number}`),
  );
  const standing = postings
    .filter(({ kind, year, number }) => CREDITS.has(kind) && !reversed.has(`${year}/${number}`))
    .toSorted((a, b) => compare(a.valid_month, b.valid_month) || a.year - b.year || a.number - b.number);
  const last = settlements.at(-1);
  const settled = last === undefined ? undefined : last.year * 12 + last.through - 1;
  let balance: Ledgers = last ?? { personal: 0, collective: 0, subsidy: 0 };
  for (const row of postings)
    if (settled === undefined || row.year * 12 + row.month - 1 > settled) balance = plus(balance, row);
  const paid = new Map<number, Paid>();
  for (const row of payments) {
    const drawn = { personal: row.draw_personal, collective: row.draw_collective, subsidy: row.draw_subsidy };
    if (settled === undefined || ordinal(row.paid_in as Month) > settled) balance = plus(balance, drawn, -1);
    const month = ordinal(row.for_month as Month);
    const before = paid.get(month);
    paid.set(month, {
      base: (before?.base ?? 0) + row.base,
      pension: (before?.pension ?? 0) + row.pension,
      addition: (before?.addition ?? 0) + row.addition,
      service: (before?.service ?? 0) + row.service,
    });
  }
  return ok({
    books: {
      birth,
      household: person.household,
      credits: standing.map(creditOf),
      ...(application === undefined
        ? {}
        : {
            application: {
              month: ordinal(application.month as Month),
              firstMonth: ordinal(application.first_month as Month),
              serviceYears: application.service_years,
            },
          }),
      paid: payments
        .filter(({ kind }) => kind === 'pension')
        .map((row) => ({
          paidIn: ordinal(row.paid_in as Month),
          forMonth: ordinal(row.for_month as Month),
        })),
      settledAt: settlements
        .filter(({ through }) => through > 0 && through < 12)
        .map(({ year, through }) => year * 12 + through - 1),
    },
    postings: standing,
    balance: { personal: balance.personal, collective: balance.collective, subsidy: balance.subsidy },
    settled,
    paid,
    exit: exit === undefined ? undefined : ordinal(exit.reported as Month),
    closed: exit !== undefined || CLOSED.has(person.status),
  });
}

function creditOf({ kind, valid_month, personal, collective, subsidy }: Posting): BookedCredit {
  return {
    month: ordinal(valid_month as Month),
    kind: kind as BookedCredit['kind'],
    amounts: { personal, collective, subsidy },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
