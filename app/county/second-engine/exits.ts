import { sql } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { ok } from '../../../shared/result/result.ts';
import { payments } from './draw.ts';
import { clearOwed, firstOwed, monthsPaid, OWED, payOwed } from './due.ts';
import { monthAt, monthList, monthOfYear, ordinal, ordinalOf, shift, yearOf } from './months.ts';
import type { Fragment, Ledger, MonthWork, Refusal } from './scope.ts';
import { among, int, write } from './scope.ts';
import { counted, oneByOne } from './plan.ts';
import { accountState, each, LEDGERS, standing } from './state.ts';

/** What was written for those who left. */
export interface Left {
  readonly people: number;
  readonly rows: number;
}

/**
 * Acts on the deaths and transfers reported in `month`, in place of an ordinary payment: after a death
 * 追回 of what was paid beyond it, what is still owed up to it (to the heirs), 继承 of the balances, and
 * 丧葬补助; a transfer takes the balances along. The partial settlement comes before.
 */
export async function actOnExits(db: Ledger, work: MonthWork): Promise<Result<Left, Refusal>> {
  const people = await listLeavers(db, work);
  if (people === 0) return ok({ people, rows: 0 });
  const span = await deathSpan(db);
  let rows = await write(db, transferOut(work));
  if (span === undefined) return ok({ people, rows });
  rows += await write(db, recovery(work, span.first));
  await clearOwed(db);
  await listArrears(db, work);
  const arrears = await payOwed(db, work, 'heirs');
  if (!arrears.ok) return arrears;
  rows += arrears.value;
  rows += await write(db, inheritance(work));
  rows += await write(db, closing(work));
  rows += await write(db, funeral(work));
  return ok({ people, rows });
}

/** Who leaves, with the balances after the partial settlement; `at` is the month of death as ordinal. */
async function listLeavers(db: Ledger, work: MonthWork): Promise<number> {
  const { county, month } = work;
  const year = yearOf(month);
  await sql`create temp table if not exists leavers (
    id_number text primary key, kind text, month text, at bigint, existing bigint, assessed bigint, number bigint,
    personal bigint, collective bigint, subsidy bigint)`.execute(db);
  await sql`delete from leavers`.execute(db);
  const assessed = (id: string): Fragment => sql`exists (
    select 1 from assessments a
    where a.county = ${county} and a.id_number = ${sql.ref(id)} and a.month <= ${month})`;
  const leaving = sql`
    select e.id_number from exits e
    where e.county = ${county} and e.reported = ${month} and ${among(work, 'e.id_number')}
      and (e.kind = 'death' or e.kind = 'transfer' and not ${assessed('e.id_number')})`;
  const listed = await oneByOne(db, () =>
    write(
      db,
      sql`insert into leavers (id_number, kind, month, at, existing, assessed, number, personal, collective, subsidy)
      with ${accountState(db, work, leaving, month)}
      select e.id_number, e.kind, e.month, ${ordinalOf('e.month')},
        case when state.settled = 1 or state.moves > 0 or ${assessed('e.id_number')} then 1 else 0 end,
        case when ${assessed('e.id_number')} then 1 else 0 end,
        (select coalesce(max(p.number), 0) + 1 from postings p
          where p.county = ${county} and p.year = ${int(year)} and p.id_number = e.id_number),
        ${each((ledger) => `state.${ledger}`)}
      from state cross join exits e where e.county = ${county} and e.id_number = state.id_number`,
    ),
  );
  await counted(db, 'leavers', listed);
  return listed;
}

async function deathSpan(db: Ledger): Promise<{ readonly first: number } | undefined> {
  const { rows } = await sql<{ first: number | null }>`
    select min(at) as first from leavers where kind = 'death'`.execute(db);
  const first = rows[0]?.first ?? undefined;
  return first === undefined ? undefined : { first };
}

const POSTING = sql.raw(`county, year, id_number, number, month, valid_month, kind, contribution_year, tier,
  personal, collective, subsidy, paid_on, bank_serial, reverses_year, reverses_number, run`);

/** 转移 and 继承 take everything out of the account. */
function takeOut(work: MonthWork, kind: 'transfer-out' | 'inheritance', rows: Fragment): Fragment {
  const { county, month } = work;
  return sql`insert into postings (${POSTING})
    select ${county}, ${int(yearOf(month))}, id_number, number, ${int(monthOfYear(month))}, ${month},
      ${kind}, null, 0, ${each((ledger) => `-${ledger}`)}, '', '', null, null, ${int(work.run)}
    from (${rows}) as rows where existing = 1 order by id_number`;
}

function transferOut(work: MonthWork): Fragment {
  return takeOut(work, 'transfer-out', sql`select * from leavers where kind = 'transfer'`);
}

/** 追回: what was paid for months after the one of death goes back, the draws into the account. */
function recovery(work: MonthWork, firstDeath: number): Fragment {
  const { county, month } = work;
  const since = monthList(monthAt(firstDeath + 1), shift(month, -1));
  const weight = 13 - monthOfYear(month);
  const back = (ledger: string) =>
    `sum(-p.draw_${ledger}) over (partition by p.id_number order by p.for_month rows unbounded preceding)`;
  return payments(
    sql`
    select ${county}, ${month}, p.id_number, p.for_month, 'recovery', -p.base, -p.pension, -p.addition,
      -p.service, ${each((ledger) => `-p.draw_${ledger}`)}, -p.fund,
      ${each((ledger) => `cast(l.${ledger} - ${back(ledger)} as bigint)`)},
      ${each((ledger) => `cast(${back(ledger)} as bigint)`)},
      ${each((ledger) => `cast(${weight} * ${back(ledger)} as bigint)`)}, ${int(work.run)}
    from leavers l cross join payments p
    where l.kind = 'death' and p.county = ${county} and p.paid_in in (${since}) and p.id_number = l.id_number
      and p.kind = 'pension' and p.for_month > l.month
    order by p.id_number, p.for_month`,
  );
}

/** What is still owed up to the month of death, drawn from the balances after the recovery. */
async function listArrears(db: Ledger, work: MonthWork): Promise<void> {
  const { county, month, rules } = work;
  const before = await monthsPaid(db, work);
  const grace = int(rules.payment.graceMonths);
  // A suspended person's month of death may not be payable.
  const last =
    rules.payment.deathMonth === 'payable'
      ? sql`l.at`
      : sql`case when ${ordinalOf('a.certified_through')} + ${grace} < l.at
          and (q.certified_through is null or ${ordinalOf('q.certified_through')} + ${grace} < l.at)
          then l.at - 1 else l.at end`;
  const back = (ledger: string) =>
    `(select coalesce(sum(b.draw_${ledger}), 0) from back b where b.id_number = l.id_number)`;
  const owed = await write(
    db,
    sql`
    insert into owed (${OWED})
    with back as materialized (
      select p.id_number, ${each((ledger) => `p.draw_${ledger}`)} from payments p
      where p.county = ${county} and p.paid_in = ${month} and p.kind = 'recovery' and ${among(work, 'p.id_number')}
    )
    select l.id_number, ${firstOwed(work, before, 'a')}, ${last}, ${ordinalOf('a.month')}, a.birth_month,
      ${standing(work, 'years_paid')}, a.service_years, ${standing(work, 'base_due')}, ${standing(work, 'pension')},
      ${each((ledger) => `cast(l.${ledger} - ${back(ledger)} as bigint)`)},
      ${each((ledger) => `cast(${back(ledger)} as bigint)`)},
      ${each((ledger) => `cast(${13 - monthOfYear(month)} * ${back(ledger)} as bigint)`)}
    from leavers l cross join assessments a cross join persons q
    where l.kind = 'death' and a.county = ${county} and a.id_number = l.id_number and a.month <= ${month}
      and q.county = ${county} and q.id_number = l.id_number`,
  );
  await counted(db, 'owed', owed);
}

/** Balances of the dead after recovery and arrears. */
function remaining(work: MonthWork): Fragment {
  const drawn = (ledger: string) => `(
    select coalesce(sum(p.draw_${ledger}), 0) from payments p
    where p.county = l.county and p.paid_in = l.paid_in and p.id_number = l.id_number
      and p.kind in ('pension', 'recovery'))`;
  return sql`
    select l.id_number, l.month, l.at, l.existing, l.number,
      ${each((ledger) => `cast(l.${ledger} - ${drawn(ledger)} as bigint) as ${ledger}`)}
    from (
      select leavers.*, cast(${work.county} as text) as county, cast(${work.month} as text) as paid_in
      from leavers where kind = 'death'
    ) as l`;
}

/** 继承: the heirs' part of each ledger, by the rule of the month of death; the rest stays with the fund. */
function inheritance(work: MonthWork): Fragment {
  const heirs = (ledger: (typeof LEDGERS)[number]): Fragment => {
    const heritable = ruleOf(work, ({ heritable }) => (heritable.includes(ledger) ? 1 : 0));
    return sql`${sql.ref(`d.${ledger}`)} * ${heritable}`;
  };
  return payments(
    sql`
    select ${work.county}, ${work.month}, d.id_number, d.month, 'inheritance', 0, 0, 0, 0,
      ${sql.join(LEDGERS.map(heirs))}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ${int(work.run)}
    from (${remaining(work)}) as d where d.existing = 1 order by d.id_number`,
  );
}

function closing(work: MonthWork): Fragment {
  return takeOut(work, 'inheritance', remaining(work));
}

/** 丧葬补助, for whoever had been assessed. */
function funeral(work: MonthWork): Fragment {
  const grant = ruleOf(work, ({ base, funeralMonths }) => base * funeralMonths);
  return payments(
    sql`
    select ${work.county}, ${work.month}, d.id_number, d.month, 'funeral', ${grant}, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ${int(work.run)}
    from leavers d where d.kind = 'death' and d.assessed = 1 and ${grant} > 0 order by d.id_number`,
  );
}

/** A value of the month of death (`d.at`). */
function ruleOf(work: MonthWork, value: (values: MonthWork['rules']['monthly'][number]) => number): Fragment {
  const cases = work.rules.monthly
    .toReversed()
    .map((values) => sql`when d.at >= ${int(ordinal(values.from))} then ${int(value(values))}`);
  return cases.length === 0 ? int(0) : sql`case ${sql.join(cases, sql` `)} else 0 end`;
}
