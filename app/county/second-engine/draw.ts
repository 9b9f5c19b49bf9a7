import { sql } from 'kysely';
import type { Fragment, Ledger, MonthWork } from './scope.ts';
import { int, once } from './scope.ts';
import { monthOfYear } from './months.ts';
import { each } from './state.ts';

const COLUMNS = sql.raw(`county, paid_in, id_number, for_month, kind, base, pension, addition, service,
  draw_personal, draw_collective, draw_subsidy, fund, personal, collective, subsidy,
  points_personal, points_collective, points_subsidy, run`);

/** An insertion into `payments`; `rows` gives the columns in the order of the table, without the run. */
export function payments(rows: Fragment): Fragment {
  return sql`insert into payments (${COLUMNS}) ${rows}`;
}

/**
 * Rows of payment with their 按比例冲减 (R46): the account pension is taken from the ledgers in the ratio of
 * their balances, whole fen first, those left over one each to the largest remainders, of equal ones to
 * personal before collective before subsidy. Once all are empty the fund pays (支付终身).
 *
 * `owed` gives `id_number`, `for_month`, the parts, the balances, and the points so far.
 */
export function drawn(db: Ledger, work: MonthWork, owed: Fragment): Fragment {
  const weight = 13 - monthOfYear(work.month);
  return payments(
    sql`
    select ${work.county}, ${work.month}, id_number, for_month, 'pension', base, pension, addition, service,
      ${each((ledger) => `draw_${ledger}`)}, pension - taken,
      ${each((ledger) => `${ledger} - draw_${ledger}`)},
      ${each((ledger) => `points_${ledger} + draw_${ledger} * ${weight}`)},
      ${int(work.run)}
    from (
      select cut.*,
        floor_personal + case when left_over > case when rest_collective > rest_personal then 1 else 0 end
          + case when rest_subsidy > rest_personal then 1 else 0 end then 1 else 0 end as draw_personal,
        floor_collective + case when left_over > case when rest_personal >= rest_collective then 1 else 0 end
          + case when rest_subsidy > rest_collective then 1 else 0 end then 1 else 0 end as draw_collective,
        floor_subsidy + case when left_over > case when rest_personal >= rest_subsidy then 1 else 0 end
          + case when rest_collective >= rest_subsidy then 1 else 0 end then 1 else 0 end as draw_subsidy
      from (
        select shared.*, taken - floor_personal - floor_collective - floor_subsidy as left_over
        from (
          select capped.*,
            ${each((ledger) => `taken * ${ledger} / whole as floor_${ledger}, taken * ${ledger} % whole as rest_${ledger}`)}
          from (
            select owed.*,
              case when pension < personal + collective + subsidy then pension
                else personal + collective + subsidy end as taken,
              case when personal + collective + subsidy = 0 then 1
                else personal + collective + subsidy end as whole
            from (${owed}) as owed ${once(db)}
          ) as capped ${once(db)}
        ) as shared ${once(db)}
      ) as cut ${once(db)}
    ) as drawn order by id_number, for_month`,
  );
}
