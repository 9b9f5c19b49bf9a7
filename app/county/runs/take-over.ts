import { sql } from 'kysely';
import { counted } from '../second-engine/plan.ts';
import type { Ledger, MonthWork } from '../second-engine/scope.ts';
import { among, write } from '../second-engine/scope.ts';

/**
 * 接续: people who were paid before the county kept this ledger, as imported, apply with `month`, and for no
 * month before it; their birth is the one in the ID number. Gives how many.
 */
export async function takeOver(db: Ledger, work: MonthWork): Promise<number> {
  const { county, month, run } = work;
  const taken = await write(
    db,
    sql`insert into applications (county, id_number, month, birth, first_month, service_years, run)
      select ${county}, q.id_number, ${month},
        substr(q.id_number, 7, 4) || '-' || substr(q.id_number, 11, 2) || '-' || substr(q.id_number, 13, 2),
        ${month}, 0, ${sql.lit(run)}
      from persons q
      where q.county = ${county} and ${among(work, 'q.id_number')} and q.status = 'receiving'
        and q.benefit_start <= ${month}
        and not exists (
          select 1 from applications a where a.county = ${county} and a.id_number = q.id_number)
      order by q.id_number`,
  );
  await counted(db, 'applications', taken);
  return taken;
}
