import { sql } from 'kysely';
import { monthAt, monthOfYear, yearOf, ordinal } from './months.ts';
import type { Fragment, Ledger, MonthWork, Work } from './scope.ts';
import { int } from './scope.ts';
import { total } from './plan.ts';

export const LEDGERS = ['personal', 'collective', 'subsidy'] as const;
export type LedgerName = (typeof LEDGERS)[number];

/** One SQL item for each ledger, e.g. the columns of a row. */
export function each(item: (ledger: LedgerName) => string): Fragment {
  return sql.raw(LEDGERS.map(item).join(', '));
}

/** Kinds of payment that move money of the account; `inheritance` and `funeral` do not. */
export const DRAWING = sql.raw(`('pension', 'recovery', 'correction')`);

/** For how many months of a settlement through `through` an amount of `month` earns (月积数). */
export function earning(work: Work, month: string, through: number): string {
  return work.rules.interest.monthRule === 'same-month'
    ? `(${through + 1} - ${month})`
    : `(${through} - ${month})`;
}

/**
 * Where the accounts of some people stand at the end of `through` (`YYYY-MM`), as common table expressions
 * that end in `state`: opening balances of the last settlement and its month in this year (`from_month`,
 * 0: the year before, or none), whether there was one (`settled`), how many rows came since (`moves`),
 * balances, what came since weighted by its months (`weighted_…`), and of that the draws (`drawn_…`,
 * `points_…` as in `payments`). `people` selects `id_number`.
 *
 * `people` are few, and each is looked up by key (`oneByOne`). `+` keeps SQLite from looking through
 * everybody's postings of those months for each account, as it would with the index by month; the year is one
 * of a list because PostgreSQL takes a year that is just being settled for empty, and would read all of it.
 */
export function accountState(db: Ledger, work: Work, people: Fragment, through: string): Fragment {
  const year = yearOf(through);
  const last = monthOfYear(through);
  const county = work.county;
  const earlier = sql.raw(Array.from({ length: last + 1 }, (_, index) => `(${year}, ${index})`).join(', '));
  const months = sql.join(
    Array.from(
      { length: last },
      (_, index) => sql`(${int(index + 1)}, ${sql.lit(monthAt(ordinal(through) - last + 1 + index))})`,
    ),
  );
  return sql`
    who as materialized (${people}),
    earlier (year, through) as (values ${earlier}),
    last_settled as materialized (
      select who.id_number, (
        select max(e.through) from earlier e cross join settlements s
        where s.county = ${county} and s.year = e.year and s.through = e.through
          and s.id_number = who.id_number
      ) as through
      from who
    ),
    opening as materialized (
      select l.id_number, coalesce(l.through, 0) as from_month,
        case when s.id_number is null then 0 else 1 end as settled,
        ${each((ledger) => `coalesce(s.${ledger}, 0) as ${ledger}`)}
      from last_settled l left join settlements s
        on s.county = ${county} and s.id_number = l.id_number
        and s.year = case when l.through is null then ${int(year - 1)} else ${int(year)} end
        and s.through = coalesce(l.through, 12)
    ),
    months (month, paid_in) as (values ${months}),
    moves as (
      select o.id_number, o.from_month, o.settled, 0 as moves,
        ${each((ledger) => `o.${ledger} as opening_${ledger}, 0 as moved_${ledger}, 0 as weighted_${ledger}, 0 as drawn_${ledger}, 0 as points_${ledger}`)}
      from opening o
      union all
      select o.id_number, o.from_month, o.settled, 1,
        ${each((ledger) => `0, p.${ledger}, p.${ledger} * ${earning(work, 'p.month', last)}, 0, 0`)}
      from opening o cross join postings p
      where p.county = ${county} and p.year = ${int(year)} and p.id_number = o.id_number
        and +p.month > o.from_month and +p.month <= ${int(last)}
      union all
      select o.id_number, o.from_month, o.settled, 1,
        ${each((ledger) => `0, -d.draw_${ledger}, -d.draw_${ledger} * ${earning(work, 'm.month', last)}, d.draw_${ledger}, d.draw_${ledger} * (13 - m.month)`)}
      from opening o cross join months m cross join payments d
      where d.county = ${county} and d.paid_in = m.paid_in and d.id_number = o.id_number
        and m.month > o.from_month and d.kind in ${DRAWING}
    ),
    state as materialized (
      select id_number, max(from_month) as from_month, max(settled) as settled, sum(moves) as moves,
        ${each(
          (ledger) => `
            ${total(db, `opening_${ledger}`)} as opening_${ledger},
            ${total(db, `opening_${ledger} + moved_${ledger}`)} as ${ledger},
            ${total(db, `weighted_${ledger}`)} as weighted_${ledger},
            ${total(db, `drawn_${ledger}`)} as drawn_${ledger},
            ${total(db, `points_${ledger}`)} as points_${ledger}`,
        )}
      from moves group by id_number
    )`;
}

/** What holds of an assessment `a` (`a` as it was made) in the month of the run: a 重新核定 takes its place. */
export function standing(
  { county, month }: MonthWork,
  column: 'pension' | 'base_due' | 'years_paid',
): Fragment {
  const name = sql.ref(column);
  return sql`coalesce((
    select n.${name} from reassessments n
    where n.county = ${county} and n.id_number = a.id_number and n.month <= ${month}
    order by n.month desc limit 1), a.${name})`;
}

/**
 * Whether the account of `id` (an SQL expression) is closed: a death, or a transfer of somebody who had
 * not been assessed, acted on before `month`, or in it as well.
 */
export function closed(work: Work, id: string, when: '<' | '<=', month: string): Fragment {
  return sql`exists (
    select 1 from exits x
    where x.county = ${work.county} and x.id_number = ${sql.ref(id)} and x.reported ${sql.raw(when)} ${month}
      and (x.kind = 'death' or x.kind = 'transfer' and not exists (
        select 1 from assessments e
        where e.county = ${work.county} and e.id_number = x.id_number and e.month <= x.reported)))`;
}
