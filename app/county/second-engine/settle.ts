import { sql } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { monthAt, monthOfYear, ordinal, yearOf } from './months.ts';
import { fillApart } from './apart.ts';
import { unsettledAmong, unsettledBefore } from './gaps.ts';
import type { Fragment, Ledger, MonthWork, Refusal, Work } from './scope.ts';
import { among, int, write } from './scope.ts';
import { byKey, counted, inOrder, merged, oneByOne, total, without } from './plan.ts';
import type { LedgerName } from './state.ts';
import { accountState, closed, each, earning, LEDGERS } from './state.ts';

/** What is settled for a whole year, 1 January to 31 December. */
export interface YearWork extends Work {
  readonly year: number;
}

const COLUMNS = sql.raw(
  'county, year, through, id_number, interest_personal, interest_collective, interest_subsidy, personal, collective, subsidy, run',
);

/**
 * 结息 of a year: every account that exists and is not closed is settled through December, one row each,
 * also where all is zero. Comes after the payments of December.
 */
export async function settleYear(db: Ledger, work: YearWork): Promise<Result<number, Refusal>> {
  const { county, year } = work;
  const gap = await unsettledBefore(db, work, year);
  if (gap !== undefined) return err(gap);
  const last = `${year}-12`;
  const apart = await setApart(db, work);
  const moves = merged(db, [
    sql`select id_number, ${each((ledger) => `${ledger} as balance_${ledger}, ${ledger} * ${earning(work, 'month', 12)} as weighted_${ledger}`)}
      from postings
      where county = ${county} and year = ${int(year)} and ${among(work, 'id_number')}`,
    sql`select id_number, ${each((ledger) => `-drawn_${ledger}, ${drawnWeight(work, ledger)}`)}
      from payments
      where county = ${county} and paid_in = ${last} and for_month = ${last} and kind = 'pension'
        and ${among(work, 'id_number')}`,
    sql`select id_number, ${each((ledger) => `${ledger}, ${ledger} * 12`)}
      from settlements
      where county = ${county} and year = ${int(year - 1)} and through = 12 and ${among(work, 'id_number')}`,
  ]);
  const rated = rate(work, 'moves.id_number', last);
  const earned = insertion(
    db,
    work,
    last,
    (ledger) => ({
      balance: total(db, `balance_${ledger}`),
      interest: interest(total(db, `weighted_${ledger}`), rated),
    }),
    sql`from (${moves}) as moves group by id_number
      ${apart === 0 ? sql`` : sql`having id_number not in (select id_number from apart)`}`,
  );
  const many = await byKey(db, () => write(db, earned));
  if (apart === 0) return ok(many);
  const open = sql`select a.id_number from apart a where not ${closed(work, 'a.id_number', '<=', last)}`;
  return ok(many + (await oneByOne(db, () => write(db, fromState(db, work, open, last, sql`1 = 1`)))));
}

/**
 * Of the accounts of the year, those for which opening balance, postings and last payment do not say
 * everything: settled once this year already, closed, corrected, or assessed and not paid in December.
 */
async function setApart(db: Ledger, work: YearWork): Promise<number> {
  const { county, year } = work;
  const last = `${year}-12`;
  const unpaid = without(
    db,
    sql`select id_number from assessments
      where county = ${county} and month <= ${last} and ${among(work, 'id_number')}`,
    sql`select id_number from payments
      where county = ${county} and paid_in = ${last} and for_month = ${last} and kind = 'pension'
        and ${among(work, 'id_number')}`,
  );
  return await fillApart(
    db,
    sql`${unpaid}
      union
      select id_number from settlements
      where county = ${county} and year = ${int(year)} and through in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
        and ${among(work, 'id_number')}
      union
      select id_number from payments
      where county = ${county} and paid_in = ${last} and kind = 'correction' and ${among(work, 'id_number')}
      union
      select e.id_number from exits e
      where e.county = ${county} and e.reported <= ${last} and ${among(work, 'e.id_number')}
        and ${closed(work, 'e.id_number', '<=', last)}`,
  );
}

/** What the draws that the last payment of the year sums up take away from its interest. */
function drawnWeight(work: Work, ledger: string): string {
  // An amount counts for 13 − month in the points, as when money earns from its own month.
  return work.rules.interest.monthRule === 'same-month'
    ? `-points_${ledger}`
    : `drawn_${ledger} - points_${ledger}`;
}

/**
 * 结息 through the month before `month`, for whoever is assessed in `month` or leaves with it (death,
 * transfer of somebody not assessed, seal when sealed accounts earn nothing). Accounts that did not exist
 * then, and those settled so far already, get no row.
 */
export async function settlePartial(db: Ledger, work: MonthWork): Promise<Result<number, Refusal>> {
  const { county, month } = work;
  const year = yearOf(month);
  const through = monthOfYear(month) - 1;
  const who = concerned(work);
  const gap = (await unsettledBefore(db, work, year)) ?? (await unsettledAmong(db, work, who, year));
  if (gap !== undefined) return err(gap);
  // In January the settlement of December serves.
  if (through === 0) return ok(0);
  const end = monthAt(ordinal(month) - 1);
  const due = sql`state.from_month < ${int(through)} and (
    state.settled = 1 or state.moves > 0 or exists (
      select 1 from assessments a
      where a.county = ${county} and a.id_number = state.id_number and a.month <= ${end}))`;
  const settled = await oneByOne(db, () => write(db, fromState(db, work, who, end, due)));
  await counted(db, 'settlements', settled);
  return ok(settled);
}

/** Whose account is settled before something else happens to it in `month`. */
function concerned(work: MonthWork): Fragment {
  const { county, month } = work;
  const sealed = work.rules.interest.sealed === 'none' ? sql`or e.kind = 'seal'` : sql``;
  return sql`
    select a.id_number from applications a
    where a.county = ${county} and a.month = ${month} and ${among(work, 'a.id_number')}
      and not ${closed(work, 'a.id_number', '<', month)}
    union
    select e.id_number from exits e
    where e.county = ${county} and e.reported = ${month} and ${among(work, 'e.id_number')}
      and (e.kind = 'death' ${sealed} or e.kind = 'transfer' and not exists (
        select 1 from assessments t
        where t.county = ${county} and t.id_number = e.id_number and t.month <= ${month}))`;
}

/** Settles the accounts of `people` through the end of `through`, where `due` holds of their `state`. */
function fromState(db: Ledger, work: Work, people: Fragment, through: string, due: Fragment): Fragment {
  const last = monthOfYear(through);
  return insertion(
    db,
    work,
    through,
    (ledger) => ({
      balance: ledger,
      interest: interest(
        `(opening_${ledger} * (${last} - from_month) + weighted_${ledger})`,
        sql.ref('rate'),
      ),
    }),
    sql`from rated`,
    sql`
      with ${accountState(db, work, people, through)},
      rated as materialized (
        select state.*, ${rate(work, 'state.id_number', through)} as rate from state where ${due}
      )`,
  );
}

/** SQL expressions of a ledger of an account: balance before interest, and interest. */
interface Earned {
  readonly balance: string;
  readonly interest: Fragment;
}

/** `from` gives the accounts by `id_number`. The interest is spelt twice: handing it on costs more. */
function insertion(
  db: Ledger,
  work: Work,
  through: string,
  earned: (ledger: LedgerName) => Earned,
  from: Fragment,
  tables: Fragment = sql``,
): Fragment {
  const ledgers = LEDGERS.map(earned);
  return sql`
    insert into settlements (${COLUMNS}) ${tables}
    select ${work.county}, ${int(yearOf(through))}, ${int(monthOfYear(through))}, id_number,
      ${sql.join(ledgers.map((ledger) => ledger.interest))},
      ${sql.join(ledgers.map((ledger) => sql`${sql.raw(ledger.balance)} + ${ledger.interest}`))}, ${int(work.run)}
    ${from} ${inOrder(db)}`;
}

/** Millionths a year for the account of `id`: nothing for a sealed one, where the rule says so. */
function rate(work: Work, id: string, through: string): Fragment {
  const full = int(work.rules.interest.rateMillionths);
  if (work.rules.interest.sealed === 'accrues') return full;
  return sql`case when ${sql.ref(id)} in (
    select x.id_number from exits x
    where x.county = ${work.county} and x.kind = 'seal' and x.reported <= ${through}) then 0 else ${full} end`;
}

/** A twelfth of `rate` on month-fen, half-up away from zero, once (R37). */
function interest(weighted: string, rate: Fragment): Fragment {
  // Whole division drops the fraction towards zero.
  const fen = sql.raw(weighted);
  return sql`(${fen} * ${rate} + case when ${fen} < 0 then -6000000 else 6000000 end) / 12000000`;
}
