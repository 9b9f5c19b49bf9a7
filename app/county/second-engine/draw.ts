import { sql } from 'kysely';
import type { Fragment, Ledger, MonthWork } from './scope.ts';
import { int } from './scope.ts';
import { inOrder, once } from './plan.ts';
import { monthOfYear } from './months.ts';
import { each } from './state.ts';

const COLUMNS = sql.raw(`county, paid_in, id_number, for_month, kind, base, pension, addition, service,
  draw_personal, draw_collective, draw_subsidy, fund, personal, collective, subsidy,
  drawn_personal, drawn_collective, drawn_subsidy, points_personal, points_collective, points_subsidy, run`);
/** What of the assessment goes along from month to month. */
export const ASSESSED = sql.raw('base_due, years_paid, service_years, birth_month');

/** An insertion into `payments`; `rows` gives the columns in the order of the table, without the run. */
export function payments(rows: Fragment): Fragment {
  return sql`insert into payments (${COLUMNS}) ${rows}`;
}

/**
 * Rows of payment with their 按比例冲减 (R46): the account pension is taken from the ledgers in the ratio of
 * their balances, whole fen first, those left over one each to the largest remainders, of equal ones to
 * personal before collective before subsidy. Once all are empty the fund pays (支付终身).
 *
 * `owed` gives `id_number`, `for_month`, the parts, and what `drawable` names.
 */
export function drawn(db: Ledger, work: MonthWork, owed: Fragment): Fragment {
  const weight = 13 - monthOfYear(work.month);
  // One of the fen left over for a ledger, when fewer others than there are such fen come before it.
  const more = (...ahead: readonly string[]): string =>
    `case when ${ahead.map((other) => `cast(${other} as integer)`).join(' + ')}
      < taken - floor_personal - floor_collective - floor_subsidy then 1 else 0 end`;
  const subsidy = '(taken - draw_personal - draw_collective)';
  return sql`insert into payments (${COLUMNS}, ${ASSESSED})
    select ${work.county}, ${work.month}, id_number, for_month, 'pension', base, pension, addition, service,
      draw_personal, draw_collective, ${sql.raw(subsidy)}, pension - taken,
      personal - draw_personal, collective - draw_collective, subsidy - ${sql.raw(subsidy)},
      drawn_personal + draw_personal, drawn_collective + draw_collective,
      drawn_subsidy + ${sql.raw(subsidy)},
      ${sql.raw(`points_personal + draw_personal * ${weight}, points_collective + draw_collective * ${weight},
        points_subsidy + ${subsidy} * ${weight}`)}, ${int(work.run)}, ${ASSESSED}
    from (
      select cut.*,
        floor_personal + ${sql.raw(more('(rest_collective > rest_personal)', '(rest_subsidy > rest_personal)'))} as draw_personal,
        floor_collective + ${sql.raw(more('(rest_personal >= rest_collective)', '(rest_subsidy > rest_collective)'))} as draw_collective
      from (
        select capped.*,
          ${each((ledger) => `taken * ${ledger} / whole as floor_${ledger}, taken * ${ledger} % whole as rest_${ledger}`)}
        from (${owed} ${inOrder(db)}) as capped ${once(db)}
      ) as cut ${once(db)}
    ) as drawn`;
}

/**
 * Columns of what a pension is drawn from: the balances of the row `from`, what was drawn so far this year
 * with its points (nothing yet where `fresh`), how much of `pension` there is, and by what it is cut.
 */
export function drawable(from: string, pension: string, fresh = false): Fragment {
  const whole = `(${from}.personal + ${from}.collective + ${from}.subsidy)`;
  const carried = (ledger: string): string =>
    fresh
      ? `0 as drawn_${ledger}, 0 as points_${ledger}`
      : `${from}.drawn_${ledger} as drawn_${ledger}, ${from}.points_${ledger} as points_${ledger}`;
  return sql`${each((ledger) => `${from}.${ledger} as ${ledger}, ${carried(ledger)}`)},
    ${sql.raw(`case when ${pension} < ${whole} then ${pension} else ${whole} end as taken,
      case when ${whole} = 0 then 1 else ${whole} end as whole`)}`;
}
