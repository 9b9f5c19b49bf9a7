import { sql } from 'kysely';
import type { Fragment, Ledger, Refusal, Work } from './scope.ts';
import { int } from './scope.ts';

/** The year of the first posting, or undefined. */
export async function firstYear(db: Ledger, { county }: Pick<Work, 'county'>): Promise<number | undefined> {
  const { rows } = await sql<{ year: number | null }>`
    select min(year) as year from postings where county = ${county}`.execute(db);
  return rows[0]?.year ?? undefined;
}

/** 未结息: there were accounts before `year`, and nobody was settled in its last December. */
export async function unsettledBefore(
  db: Ledger,
  work: Pick<Work, 'county'>,
  year: number,
): Promise<Refusal | undefined> {
  const { county } = work;
  const { rows } = await sql`
    select 1 as gap
    where (exists (select 1 from postings where county = ${county} and year < ${int(year)})
        or exists (select 1 from applications where county = ${county} and month < ${`${year}-01`}))
      and not exists (
        select 1 from settlements where county = ${county} and year = ${int(year - 1)} and through = 12)
  `.execute(db);
  return rows.length > 0 ? { kind: 'not-settled', year: year - 1 } : undefined;
}

/** The same for single accounts among `people`: a settlement of this one was left out. */
export async function unsettledAmong(
  db: Ledger,
  work: Work,
  people: Fragment,
  year: number,
): Promise<Refusal | undefined> {
  const { county } = work;
  const first = (await firstYear(db, work)) ?? year;
  const years = Array.from({ length: Math.max(0, year - first) }, (_, index) => int(first + index));
  const posted =
    years.length === 0
      ? sql`1 = 0`
      : sql`exists (select 1 from postings p
          where p.county = ${county} and p.year in (${sql.join(years)}) and p.id_number = who.id_number)`;
  const { rows } = await sql`
    select 1 from (${people}) as who
    where not exists (
        select 1 from settlements s
        where s.county = ${county} and s.year = ${int(year - 1)} and s.through = 12 and s.id_number = who.id_number)
      and not exists (
        select 1 from settlements s
        where s.county = ${county} and s.year = ${int(year)} and s.through in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
          and s.id_number = who.id_number)
      and (${posted} or exists (
        select 1 from assessments a
        where a.county = ${county} and a.id_number = who.id_number and a.month < ${`${year}-01`}))
    limit 1`.execute(db);
  return rows.length > 0 ? { kind: 'not-settled', year: year - 1 } : undefined;
}
