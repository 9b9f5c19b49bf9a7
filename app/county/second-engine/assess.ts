import { sql } from 'kysely';
import { firstYear } from './gaps.ts';
import { ordinal, ordinalOf, shift, yearOf } from './months.ts';
import type { Fragment, Ledger, MonthWork } from './scope.ts';
import { among, int, write } from './scope.ts';
import { counted, once, oneByOne } from './plan.ts';
import { accountState, closed, each } from './state.ts';

/**
 * 待遇核定 of the applications of `month`, from everything that is in the account by then. Partial
 * settlement and postings of the month come before. Gives the number of people.
 */
export async function assess(db: Ledger, work: MonthWork): Promise<number> {
  const { county, month, rules } = work;
  const values = rules.assessment;
  const from = (await firstYear(db, work)) ?? yearOf(month);
  const years = sql.join(Array.from({ length: yearOf(month) - from + 1 }, (_, index) => int(from + index)));
  const applied = sql`
    select a.id_number from applications a
    where a.county = ${county} and a.month = ${month} and ${among(work, 'a.id_number')}
      and not ${closed(work, 'a.id_number', '<', month)}`;
  const paid = (kinds: string): Fragment => sql`(
    select count(*) from postings p
    where p.county = ${county} and p.year in (${years}) and p.id_number = a.id_number
      and p.kind in (${sql.raw(kinds)}) and p.year * 12 + p.month - 1 <= ${int(ordinal(month))}
      and not exists (
        select 1 from postings r
        where r.county = ${county} and r.year in (${years}) and r.id_number = p.id_number
          and r.kind = 'reversal' and r.reverses_year = p.year and r.reverses_number = p.number))`;
  const start = Number(values.schemeStart.slice(0, 4));
  const ageAtStart = sql`(${int(start)} - cast(substr(a.birth, 1, 4) as integer)
    - case when substr(a.birth, 6) > ${values.schemeStart.slice(5)} then 1 else 0 end)`;
  const assessed = await oneByOne(db, () =>
    write(
      db,
      sql`insert into assessments (
        county, id_number, month, first_month, birth_month, years_paid, service_years, certified_through,
        base_due, bonus_percent, divisor, personal, collective, subsidy, pension, run)
      with ${accountState(db, work, applied, month)},
      facts as materialized (
        select a.id_number, a.first_month, substr(a.birth, 1, 7) as birth_month, a.service_years,
          q.household, ${certified(work)} as certified_through,
          ${each((ledger) => `state.${ledger} as ${ledger}`)},
          ${int(values.claimAge)} - ${ageAtStart} as to_go,
          ${paid(`'current', 'gap', 'backpay'`)} as years_paid, ${paid(`'backpay'`)} as paid_back
        from state cross join applications a cross join persons q
        where a.county = ${county} and a.id_number = state.id_number
          and q.county = ${county} and q.id_number = state.id_number
      ),
      judged as materialized (
        select facts.*, personal + collective + subsidy as account,
          case when years_paid >= case when to_go > ${int(values.yearsRequired)} then ${int(values.yearsRequired)}
              when to_go < 0 then 0 else to_go end then 1 else 0 end as base_due,
          ${bonus(work)} as bonus_percent
        from facts ${once(db)}
      )
      select ${county}, id_number, ${month}, first_month, birth_month, years_paid, service_years,
        certified_through, base_due, bonus_percent, ${int(values.divisor)}, personal, collective, subsidy,
        (account * (100 + bonus_percent) * 2 + ${int(100 * values.divisor)}) / ${int(200 * values.divisor)},
        ${int(work.run)}
      from judged order by id_number`,
    ),
  );
  await counted(db, 'assessments', assessed);
  return assessed;
}

/** 加发 in percent, by the age in the month of assessment, for those who paid years back (R30). */
function bonus({ month, rules }: MonthWork): Fragment {
  const { bonusBands, bonusHouseholds } = rules.assessment;
  if (bonusBands.length === 0 || bonusHouseholds.length === 0) return int(0);
  const age = sql`(${int(ordinal(month))} - ${ordinalOf('birth_month')}) / 12`;
  const bands = bonusBands.map(
    ({ fromAge, throughAge, percent }) => sql`when ${age} >= ${int(fromAge)}
      ${throughAge === undefined ? sql`` : sql`and ${age} <= ${int(throughAge)}`} then ${int(percent)}`,
  );
  return sql`case when paid_back = 0 or household not in (${sql.join(bonusHouseholds.map((one) => sql.lit(one)))})
    then 0 ${sql.join(bands, sql` `)} else 0 end`;
}

/** Last month in which the assessment counts as a certification. */
function certified({ month, run, rules, takingOver }: MonthWork): Fragment {
  const through = sql`cast(${shift(month, rules.assessment.certifiedMonths)} as text)`;
  if (takingOver !== true) return through;
  return sql`case when a.run = ${int(run)} then coalesce(q.certified_through, ${through}) else ${through} end`;
}
