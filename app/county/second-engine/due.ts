import { sql } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { drawable, drawn } from './draw.ts';
import { monthAt, monthList, monthRows, ordinal, ordinalOf, shift } from './months.ts';
import type { Fragment, Ledger, MonthWork, Refusal } from './scope.ts';
import { int, write } from './scope.ts';
import { counted } from './plan.ts';

/**
 * Months that are paid in one go (补发): who has them and from which balances on stands in a table of the
 * connection, the months themselves in a second one. Each month draws from what the one before left, so
 * they are paid in rounds, everybody's first, then everybody's second.
 */
export async function clearOwed(db: Ledger): Promise<void> {
  await sql`create temp table if not exists owed (
    id_number text primary key, first bigint, last bigint, assessed bigint, birth_month text,
    years_paid bigint, service_years bigint, base_due bigint, pension bigint,
    personal bigint, collective bigint, subsidy bigint,
    drawn_personal bigint, drawn_collective bigint, drawn_subsidy bigint,
    points_personal bigint, points_collective bigint, points_subsidy bigint)`.execute(db);
  await sql`create temp table if not exists due (
    step bigint, id_number text, previous text, for_month text,
    base bigint, pension bigint, addition bigint, service bigint, primary key (step, id_number))`.execute(db);
  await sql`delete from owed`.execute(db);
  await sql`delete from due`.execute(db);
}

/** Columns of `owed`: months as ordinals, both ends counted. */
export const OWED =
  sql.raw(`id_number, first, last, assessed, birth_month, years_paid, service_years, base_due,
  pension, personal, collective, subsidy, drawn_personal, drawn_collective, drawn_subsidy, points_personal, points_collective, points_subsidy`);

/** Whose months these are: the person's own, or, after a death, the heirs'. */
export type Owner = 'person' | 'heirs';

/** Lists of the months in which something has been paid before: of the last years, and of all those before. */
export async function monthsPaid(db: Ledger, { county, month }: MonthWork): Promise<readonly Fragment[]> {
  const { rows } = await sql<{ first: string | null }>`
    select min(paid_in) as first from payments where county = ${county}`.execute(db);
  const first = rows[0]?.first ?? month;
  const recent = shift(month, -RECENT);
  if (first >= recent) return [monthList(first, shift(month, -1))];
  return [monthList(recent, shift(month, -1)), monthList(first, shift(recent, -1))];
}

const RECENT = 24;

/**
 * The first month that is still owed, as ordinal: every month up to the last one that was paid has been
 * decided on. `a` names the assessment, `before` lists the months to look into.
 */
export function firstOwed({ county, month }: MonthWork, before: readonly Fragment[], a: string): Fragment {
  const lastOf = (months: Fragment): Fragment => sql`(
    select max(${ordinalOf('h.paid_in')}) + 1 from payments h
    where h.county = ${county} and h.paid_in in (${months}) and h.id_number = ${sql.ref(`${a}.id_number`)}
      and h.kind = 'pension')`;
  const handled =
    before.length === 1 ? before.map(lastOf)[0] : sql`coalesce(${sql.join(before.map(lastOf))})`;
  return sql`coalesce(case when ${sql.ref(`${a}.month`)} < ${month} then ${handled} end, ${ordinalOf(`${a}.first_month`)})`;
}

/** Pays all that is in `owed`; gives the number of rows. */
export async function payOwed(db: Ledger, work: MonthWork, owner: Owner): Promise<Result<number, Refusal>> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(first) as first, max(last) as last from owed where first <= last`.execute(db);
  const first = rows[0]?.first ?? undefined;
  const last = rows[0]?.last ?? undefined;
  if (first === undefined || last === undefined) return ok(0);
  const earliest = work.rules.monthly[0]?.from;
  if (earliest === undefined || first < ordinal(earliest))
    return err({ kind: 'no-rule', month: monthAt(first) });
  await counted(db, 'due', await listDue(db, work, owner, first, last));
  const longest = await sql<{ step: number | null }>`select max(step) as step from due`.execute(db);
  const steps = longest.rows[0]?.step ?? 0;
  let written = 0;
  for (let step = 1; step <= steps; step += 1) {
    written += await write(db, round(db, work, step));
    // The next draws from what this one left.
    if (step < steps) await counted(db, 'payments', written);
  }
  return ok(written);
}

async function listDue(
  db: Ledger,
  work: MonthWork,
  owner: Owner,
  first: number,
  last: number,
): Promise<number> {
  const { county, rules } = work;
  const ends = rules.monthly.map((_, index) => {
    const next = rules.monthly[index + 1];
    return next === undefined ? last : ordinal(next.from) - 1;
  });
  const rates = rules.monthly.map(
    (values, index) => sql`(${int(ordinal(values.from))}, ${int(ends[index] ?? last)}, ${int(values.base)},
      ${int(values.extraYear.threshold)}, ${int(values.extraYear.monthly)}, ${int(values.servicePerYear)})`,
  );
  const bands = rules.monthly.flatMap((values) =>
    values.ageBands.map(
      ({ fromAge, monthly }) => sql`(${int(ordinal(values.from))}, ${int(fromAge * 12)}, ${int(monthly)})`,
    ),
  );
  const older =
    bands.length === 0
      ? int(0)
      : sql`coalesce((
          select b.monthly from bands b
          where b.since = r.since and g.at - ${ordinalOf('o.birth_month')} > b.months
          order by b.months desc limit 1), 0)`;
  return await write(
    db,
    sql`
    insert into due (step, id_number, previous, for_month, base, pension, addition, service)
    with g (at, month) as (${monthRows(monthAt(first), monthAt(last))}),
    ${bands.length === 0 ? sql`` : sql`bands (since, months, monthly) as (values ${sql.join(bands)}),`}
    r (since, until, base, threshold, extra, per_year) as (values ${sql.join(rates)})
    select row_number() over (partition by o.id_number order by g.at), o.id_number,
      lag(g.month) over (partition by o.id_number order by g.at), g.month,
      r.base * o.base_due, o.pension,
      case when o.years_paid > r.threshold then (o.years_paid - r.threshold) * r.extra else 0 end + ${older},
      o.service_years * r.per_year
    from owed o cross join g join r on g.at between r.since and r.until
    where g.at between o.first and o.last and ${payable(county, work, owner)}`,
  );
}

/** Whether month `g` of `o` is paid at all (服刑, 停发). */
function payable(county: string, work: MonthWork, owner: Owner): Fragment {
  const { prisonBackPay, resumptionBackPay } = work.rules.payment;
  const inSentence = sql`exists (
    select 1 from sentences z
    where z.county = ${county} and z.id_number = o.id_number and g.month between z.from_month and z.to_month)`;
  const prison = prisonBackPay === 'none' ? sql`not ${inSentence}` : sql`1 = 1`;
  if (owner === 'heirs' || resumptionBackPay === 'each-month-rate') return prison;
  // What was due since the assessment and not paid was held back for want of a certification.
  const suspended = sql`(g.at >= o.assessed and g.at < ${int(ordinal(work.month))})`;
  const held = prisonBackPay === 'none' ? sql`not ${suspended}` : sql`(not ${suspended} or ${inSentence})`;
  return sql`${prison} and ${held}`;
}

function round(db: Ledger, work: MonthWork, step: number): Fragment {
  const parts = sql.raw(
    'd.id_number, d.for_month, d.base, d.pension, d.addition, d.service, b.base_due, b.years_paid, b.service_years, b.birth_month',
  );
  const before =
    step === 1
      ? sql`owed b where b.id_number = d.id_number`
      : sql`payments b where b.county = ${work.county} and b.paid_in = ${work.month} and b.id_number = d.id_number
          and b.for_month = d.previous and b.kind = 'pension'`;
  return drawn(
    db,
    work,
    sql`select ${parts}, ${drawable('b', 'd.pension')}
      from due d cross join ${before} and d.step = ${step}`,
  );
}
