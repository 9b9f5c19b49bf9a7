import { sql } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { drawn } from './draw.ts';
import { clearOwed, OWED, payOwed } from './due.ts';
import { monthList, monthOfYear, ordinal, ordinalOf, shift, yearOf } from './months.ts';
import type { MonthlyValues } from './rules.ts';
import type { Fragment, Ledger, MonthWork, Refusal } from './scope.ts';
import { among, int, write } from './scope.ts';
import { accountState, closed, each } from './state.ts';

/**
 * 发放 of `month`, after its postings, assessments and exits: everybody who is payable gets the month, and
 * whatever is owed from before (补发). Gives the number of rows.
 */
export async function pay(db: Ledger, work: MonthWork): Promise<Result<number, Refusal>> {
  const values = valuesOf(work);
  if (values === undefined) return err({ kind: 'no-rule', month: work.month });
  const usual = await write(db, drawn(db, work, paidLastMonth(work, values)));
  await clearOwed(db);
  await listOwed(db, work);
  const others = await payOwed(db, work, 'person');
  return others.ok ? ok(usual + others.value) : others;
}

/** What the month of the run is paid at. */
function valuesOf({ month, rules }: MonthWork): MonthlyValues | undefined {
  return rules.monthly.findLast(({ from }) => from <= month);
}

/** Who is payable now: assessed, alive, here, free, and certified. `a` is the assessment, `q` the person. */
function payable(work: MonthWork): Fragment {
  const { county, month, rules } = work;
  const needed = shift(month, -rules.payment.graceMonths);
  return sql`a.county = ${county} and ${among(work, 'a.id_number')}
    and q.county = ${county} and q.id_number = a.id_number
    ${work.receivingOnly === true ? sql`and q.status = 'receiving'` : sql``}
    and (a.certified_through >= ${needed} or q.certified_through >= ${needed})
    and not ${closed(work, 'a.id_number', '<=', month)}
    and not exists (
      select 1 from sentences z
      where z.county = ${county} and z.id_number = a.id_number and ${month} between z.from_month and z.to_month)`;
}

/**
 * Those who were paid for last month, in last month: only this month is owed, and their balances are those
 * of that row (in January of the settlement in between). Accounts that moved since are left to `listOwed`.
 */
function paidLastMonth(work: MonthWork, values: MonthlyValues): Fragment {
  const { county, month } = work;
  const last = shift(month, -1);
  const year = int(yearOf(month));
  const january = monthOfYear(month) === 1;
  const state = january ? 's' : 'r';
  const settled = january
    ? sql`join settlements s on s.county = ${county} and s.year = ${int(yearOf(last))} and s.through = 12
        and s.id_number = a.id_number`
    : sql``;
  const moved = january
    ? sql``
    : sql`and not exists (
        select 1 from settlements s
        where s.county = ${county} and s.year = ${year} and s.through = ${int(monthOfYear(last))}
          and s.id_number = a.id_number)`;
  return sql`
    select a.id_number, cast(${month} as text) as for_month, a.base_due * ${int(values.base)} as base, a.pension,
      ${addition(work, values)} as addition, a.service_years * ${int(values.servicePerYear)} as service,
      ${each((ledger) => `${state}.${ledger}, ${january ? '0' : `r.points_${ledger}`} as points_${ledger}`)}
    from assessments a cross join persons q
    join payments r on r.county = ${county} and r.paid_in = ${last} and r.id_number = a.id_number
      and r.for_month = ${last} and r.kind = 'pension'
    ${settled}
    where ${payable(work)} and a.month < ${month} ${moved}
      and not exists (
        select 1 from postings p
        where p.county = ${county} and p.year = ${year} and p.id_number = a.id_number
          and p.month = ${int(monthOfYear(month))})
    order by a.id_number`;
}

function addition({ month }: MonthWork, { extraYear, ageBands }: MonthlyValues): Fragment {
  const years =
    extraYear.monthly === 0
      ? int(0)
      : sql`case when a.years_paid > ${int(extraYear.threshold)}
          then (a.years_paid - ${int(extraYear.threshold)}) * ${int(extraYear.monthly)} else 0 end`;
  const bands = ageBands
    .toReversed()
    .map(
      ({ fromAge, monthly }) => sql`when a.birth_month < ${shift(month, -fromAge * 12)} then ${int(monthly)}`,
    );
  return bands.length === 0 ? years : sql`${years} + case ${sql.join(bands, sql` `)} else 0 end`;
}

/** Everybody else who is payable, with the months from the first or from the last that was handled. */
async function listOwed(db: Ledger, work: MonthWork): Promise<void> {
  const { county, month } = work;
  const now = int(ordinal(month));
  const { rows } = await sql<{ first: string | null }>`
    select min(paid_in) as first from payments where county = ${county}`.execute(db);
  const before = monthList(rows[0]?.first ?? month, shift(month, -1));
  const others = sql`
    select a.id_number from assessments a cross join persons q
    where ${payable(work)} and a.month <= ${month} and a.first_month <= ${month}
      and not exists (
        select 1 from payments r
        where r.county = ${county} and r.paid_in = ${month} and r.id_number = a.id_number
          and r.for_month = ${month} and r.kind = 'pension')`;
  await sql`
    insert into owed (${OWED})
    with ${accountState(work, others, month)}
    select a.id_number, coalesce((
        select max(${ordinalOf('r.paid_in')}) + 1 from payments r
        where r.county = ${county} and r.paid_in in (${before}) and r.id_number = a.id_number
          and r.kind = 'pension'
      ), ${ordinalOf('a.first_month')}), ${now}, ${ordinalOf('a.month')}, a.birth_month, a.years_paid,
      a.service_years, a.base_due, a.pension, ${each((ledger) => `state.${ledger}`)},
      ${each((ledger) => `state.points_${ledger}`)}
    from state join assessments a on a.county = ${county} and a.id_number = state.id_number
    where a.month <= ${month}`.execute(db);
}
