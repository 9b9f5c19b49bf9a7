import { sql } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { fillApart } from './apart.ts';
import { drawable, drawn } from './draw.ts';
import { clearOwed, firstOwed, monthsPaid, OWED, payOwed } from './due.ts';
import { monthOfYear, ordinal, ordinalOf, shift, yearOf } from './months.ts';
import type { MonthlyValues } from './rules.ts';
import type { Fragment, Ledger, MonthWork, Refusal } from './scope.ts';
import { among, int, write } from './scope.ts';
import { counted, once, oneByOne, without } from './plan.ts';
import { accountState, closed, each, standing } from './state.ts';

/**
 * 发放 of `month`, after its postings, assessments and exits: everybody who is payable gets the month, and
 * whatever is owed from before (补发). Gives the number of rows.
 */
export async function pay(db: Ledger, work: MonthWork): Promise<Result<number, Refusal>> {
  const values = valuesOf(work);
  if (values === undefined) return err({ kind: 'no-rule', month: work.month });
  const apart = await setApart(db, work);
  const usual = await write(db, drawn(db, work, paidLastMonth(work, values, apart)));
  await counted(db, 'payments', usual);
  await clearOwed(db);
  await listOwed(db, work);
  const others = await payOwed(db, work, 'person');
  return others.ok ? ok(usual + others.value) : others;
}

/** What the month of the run is paid at. */
function valuesOf({ month, rules }: MonthWork): MonthlyValues | undefined {
  return rules.monthly.findLast(({ from }) => from <= month);
}

/** Whether a person of this `status` is paid. */
function payable({ receivingOnly }: MonthWork, status: string): Fragment {
  return receivingOnly === true ? sql`${sql.ref(status)} = 'receiving'` : sql`1 = 1`;
}

/** Who is certified (资格认证) through this month is payable. */
function certifiedSince({ month, rules }: MonthWork): string {
  return shift(month, -rules.payment.graceMonths);
}

/** `a` is the assessment, which is a certification as well, `q` the person, who has to be payable. */
function certified(work: MonthWork): Fragment {
  const since = certifiedSince(work);
  return sql`q.county = ${work.county} and q.id_number = a.id_number and ${payable(work, 'q.status')}
    and (q.certified_through >= ${since} or a.certified_through >= ${since})`;
}

/**
 * Of those who were paid last month, the ones who are not certified any more or only by their assessment,
 * whose balances are no longer those of that row, and who left or were sentenced since.
 */
async function setApart(db: Ledger, work: MonthWork): Promise<number> {
  const { county, month } = work;
  const year = int(yearOf(month));
  const last = shift(month, -1);
  const notCertified = without(
    db,
    sql`select id_number from payments
      where county = ${county} and paid_in = ${last} and for_month = ${last} and kind = 'pension'
        and ${among(work, 'id_number')}`,
    sql`select id_number from persons
      where county = ${county} and certified_through >= ${certifiedSince(work)} and ${payable(work, 'status')}
        and ${among(work, 'id_number')}`,
  );
  return await fillApart(
    db,
    sql`${notCertified}
      union
      select p.id_number from postings p cross join assessments a
      where p.county = ${county} and p.year = ${year} and p.month = ${int(monthOfYear(month))}
        and ${among(work, 'p.id_number')} and a.county = ${county} and a.id_number = p.id_number
      union
      select id_number from settlements
      where county = ${county} and year = ${year} and through = ${int(monthOfYear(month) - 1)}
        and ${among(work, 'id_number')}
      union
      select id_number from payments
      where county = ${county} and paid_in in (${last}, ${month}) and kind = 'correction'
        and ${among(work, 'id_number')}
      union
      select id_number from reassessments
      where county = ${county} and month = ${month} and ${among(work, 'id_number')}
      union
      select id_number from exits
      where county = ${county} and reported <= ${month} and kind = 'death' and ${among(work, 'id_number')}
      union
      select id_number from sentences
      where county = ${county} and from_month <= ${month} and to_month >= ${month}
        and ${among(work, 'id_number')}`,
  );
}

/**
 * Those who were paid for last month, in last month: only this month is owed, by the same assessment, and
 * their balances are those of that row (in January of the settlement in between).
 */
function paidLastMonth(work: MonthWork, values: MonthlyValues, apart: number): Fragment {
  const { county, month } = work;
  const last = shift(month, -1);
  const january = monthOfYear(month) === 1;
  const settled = january
    ? sql`join settlements s on s.county = ${county} and s.year = ${int(yearOf(last))} and s.through = 12
        and s.id_number = r.id_number`
    : sql``;
  return sql`
    select r.id_number, cast(${month} as text) as for_month, r.base_due * ${int(values.base)} as base, r.pension,
      ${addition(work, values)} as addition, r.service_years * ${int(values.servicePerYear)} as service,
      r.base_due, r.years_paid, r.service_years, r.birth_month,
      ${january ? drawable('s', 'r.pension', true) : drawable('r', 'r.pension')}
    from payments r ${settled}
    where r.county = ${county} and r.paid_in = ${last} and r.for_month = ${last} and r.kind = 'pension'
      and ${among(work, 'r.id_number')}
      ${apart === 0 ? sql`` : sql`and r.id_number not in (select id_number from apart)`}`;
}

function addition({ month }: MonthWork, { extraYear, ageBands }: MonthlyValues): Fragment {
  const years =
    extraYear.monthly === 0
      ? int(0)
      : sql`case when r.years_paid > ${int(extraYear.threshold)}
          then (r.years_paid - ${int(extraYear.threshold)}) * ${int(extraYear.monthly)} else 0 end`;
  const bands = ageBands
    .toReversed()
    .map(
      ({ fromAge, monthly }) => sql`when r.birth_month < ${shift(month, -fromAge * 12)} then ${int(monthly)}`,
    );
  return bands.length === 0 ? years : sql`${years} + case ${sql.join(bands, sql` `)} else 0 end`;
}

/**
 * Everybody else who is payable now (assessed, alive, here, free, certified), with the months from the
 * first or from the last that was handled.
 */
async function listOwed(db: Ledger, work: MonthWork): Promise<void> {
  const { county, month } = work;
  const now = int(ordinal(month));
  const before = await monthsPaid(db, work);
  const unpaid = without(
    db,
    sql`select id_number from assessments where county = ${county} and ${among(work, 'id_number')}`,
    sql`select id_number from payments
      where county = ${county} and paid_in = ${month} and kind = 'pension' and ${among(work, 'id_number')}`,
  );
  const others = sql`
    select a.id_number from (
      select a.id_number from (
        ${unpaid} ${once(db)}
      ) as unpaid cross join assessments a cross join persons q
      where a.county = ${county} and a.id_number = unpaid.id_number
        and a.month <= ${month} and a.first_month <= ${month} and ${certified(work)} ${once(db)}
    ) as a
    where not ${closed(work, 'a.id_number', '<=', month)}
      and not exists (
        select 1 from sentences z
        where z.county = ${county} and z.id_number = a.id_number and ${month} between z.from_month and z.to_month)`;
  if ((await fillApart(db, others)) === 0) return;
  const owed = await oneByOne(
    db,
    async () =>
      await write(
        db,
        sql`
    insert into owed (${OWED})
    with ${accountState(db, work, sql`select id_number from apart`, month)}
    select a.id_number, ${firstOwed(work, before, 'a')}, ${now}, ${ordinalOf('a.month')}, a.birth_month,
      ${standing(work, 'years_paid')}, a.service_years, ${standing(work, 'base_due')}, ${standing(work, 'pension')}, ${each((ledger) => `state.${ledger}`)},
      ${each((ledger) => `state.drawn_${ledger}`)}, ${each((ledger) => `state.points_${ledger}`)}
    from state cross join assessments a
    where a.county = ${county} and a.id_number = state.id_number and a.month <= ${month}`,
      ),
  );
  await counted(db, 'owed', owed);
}
