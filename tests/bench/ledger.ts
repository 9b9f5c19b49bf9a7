import { sql } from 'kysely';
import { performance } from 'node:perf_hooks';
import { pay } from '../../app/county/second-engine/pay.ts';
import type { RuleValues } from '../../app/county/second-engine/rules.ts';
import { makeRoom } from '../../app/county/runs/room.ts';
import { settleYear } from '../../app/county/second-engine/settle.ts';
import type { Ledger } from '../../app/county/second-engine/scope.ts';
import type { CountyStore } from '../../app/county/store/county-store.ts';
import type { LedgerEngine } from './ledger-county.ts';
import { ledgerCounty, PEOPLE } from './ledger-county.ts';
import type { BenchRow } from './row.ts';
import { median } from './row.ts';

const ROUNDS = 5;
const RATE = 15_000;

const RULES: RuleValues = {
  interest: { rateMillionths: RATE, monthRule: 'same-month', sealed: 'accrues' },
  assessment: {
    schemeStart: '2011-07-01',
    claimAge: 60,
    yearsRequired: 15,
    divisor: 139,
    bonusBands: [],
    bonusHouseholds: [],
    certifiedMonths: 11,
  },
  payment: {
    graceMonths: 0,
    resumptionBackPay: 'each-month-rate',
    deathMonth: 'payable',
    prisonBackPay: 'none',
  },
  monthly: [
    {
      from: '2011-07',
      base: 14_300,
      extraYear: { threshold: 15, monthly: 200 },
      ageBands: [{ fromAge: 65, monthly: 500 }],
      servicePerYear: 0,
      funeralMonths: 0,
      heritable: ['personal', 'collective', 'subsidy'],
    },
  ],
};

/**
 * 结息 of a year for a million accounts, and 发放 of a month for a quarter of them, by the real rules, against
 * a bare statement that copies as many rows of the same shape on the same engine and works nothing out, in
 * turns. `…-plain` holds them beside the statement that one would write for these very books: it comes to the
 * same totals, and knows nobody who died, left, was suspended or corrected.
 * All are one durable transaction. First the totals are compared with a loop over whole numbers, to the fen.
 */
export async function settlement(): Promise<BenchRow[]> {
  return await onBoth('settlement', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], {
    ours: (db, county) => settleYear(db, { county, run: 2, rules: RULES, year: 2026 }),
    peer: (db, county) =>
      sql`
      insert into settlements
      select county, 2026, 12, id_number, interest_personal, interest_collective, interest_subsidy,
        personal, collective, subsidy, 2
      from settlements where county = ${county} and year = 2025 and through = 12`.execute(db),
    plain: plainSettlement,
    clear: (db) => sql`delete from settlements where year = 2026`.execute(db),
    rows: PEOPLE,
    check: checkSettlement,
  });
}

export async function monthly(): Promise<BenchRow[]> {
  return await onBoth('monthly', [11], {
    ours: (db, county) => pay(db, { county, run: 2, rules: RULES, month: '2026-12' }),
    peer: (db, county) =>
      sql`
      insert into payments
      select county, '2026-12', id_number, '2026-12', kind, base, pension, addition, service,
        draw_personal, draw_collective, draw_subsidy, fund, personal, collective, subsidy,
        drawn_personal, drawn_collective, drawn_subsidy, points_personal, points_collective, points_subsidy,
        base_due, years_paid, service_years, birth_month, 2
      from payments where county = ${county} and paid_in = '2026-11'`.execute(db),
    plain: plainMonth,
    clear: (db) => sql`delete from payments where paid_in = '2026-12'`.execute(db),
    rows: PEOPLE / 4,
    check: checkMonth,
  });
}

/** Opening balances with what came in and what was drawn, joined; for accounts that never fall below zero. */
async function plainSettlement(db: Ledger, county: string): Promise<unknown> {
  const ledgers = ['personal', 'collective', 'subsidy'];
  const each = (item: (ledger: string) => string) => sql.raw(ledgers.map(item).join(', '));
  const interest = (ledger: string): string =>
    `((s.${ledger} * 12 + coalesce(p.weighted_${ledger}, 0) - coalesce(d.points_${ledger}, 0)) * ${RATE} + 6000000) / 12000000`;
  return await sql`
    insert into settlements
    select s.county, 2026, 12, s.id_number, ${each(interest)},
      ${each((ledger) => `s.${ledger} + coalesce(p.${ledger}, 0) - coalesce(d.drawn_${ledger}, 0) + ${interest(ledger)}`)}, 2
    from settlements s
    left join (
      select id_number, ${each(
        (ledger) =>
          `cast(sum(${ledger}) as bigint) as ${ledger}, cast(sum(${ledger} * (13 - month)) as bigint) as weighted_${ledger}`,
      )}
      from postings where county = ${county} and year = 2026 group by id_number
    ) as p on p.id_number = s.id_number
    left join payments d on d.county = ${county} and d.paid_in = '2026-12' and d.id_number = s.id_number
      and d.for_month = '2026-12' and d.kind = 'pension'
    where s.county = ${county} and s.year = 2025 and s.through = 12`.execute(db);
}

/** Last month's rows once more, with this month's base and additions, and the draws cut by the balances. */
async function plainMonth(db: Ledger, county: string): Promise<unknown> {
  const subsidy = '(taken - draw_personal - draw_collective)';
  return await sql`
    insert into payments
    select county, '2026-12', id_number, '2026-12', 'pension', base_due * 14300, pension,
      case when years_paid > 15 then (years_paid - 15) * 200 else 0 end
        + case when birth_month < '1961-12' then 500 else 0 end, 0,
      draw_personal, draw_collective, ${sql.raw(subsidy)}, pension - taken,
      personal - draw_personal, collective - draw_collective, subsidy - ${sql.raw(subsidy)},
      drawn_personal + draw_personal, drawn_collective + draw_collective, drawn_subsidy + ${sql.raw(subsidy)},
      points_personal + draw_personal, points_collective + draw_collective, points_subsidy + ${sql.raw(subsidy)},
      base_due, years_paid, service_years, birth_month, 2
    from (
      select cut.*,
        floor_personal + case when spare > case when rest_collective > rest_personal then 1 else 0 end
          + case when rest_subsidy > rest_personal then 1 else 0 end then 1 else 0 end as draw_personal,
        floor_collective + case when spare > case when rest_personal >= rest_collective then 1 else 0 end
          + case when rest_subsidy > rest_collective then 1 else 0 end then 1 else 0 end as draw_collective
      from (
        select shares.*, taken - floor_personal - floor_collective - floor_subsidy as spare
        from (
          select capped.*, ${sql.raw(
            ['personal', 'collective', 'subsidy']
              .map(
                (ledger) =>
                  `taken * ${ledger} / whole as floor_${ledger}, taken * ${ledger} % whole as rest_${ledger}`,
              )
              .join(', '),
          )}
          from (
            select county, id_number, pension, base_due, years_paid, service_years, birth_month,
              personal, collective, subsidy, drawn_personal, drawn_collective, drawn_subsidy,
              points_personal, points_collective, points_subsidy, personal + collective + subsidy as whole,
              case when pension < personal + collective + subsidy then pension
                else personal + collective + subsidy end as taken
            from payments where county = ${county} and paid_in = '2026-11'
          ) as capped
        ) as shares
      ) as cut
    ) as drawn`.execute(db);
}

type Statement = (db: Ledger, county: string) => Promise<unknown>;

interface Contest {
  readonly ours: Statement;
  readonly peer: Statement;
  readonly plain?: Statement;
  readonly clear: (db: Ledger) => Promise<unknown>;
  readonly rows: number;
  readonly check: (store: CountyStore) => Promise<void>;
}

async function onBoth(name: string, months: readonly number[], contest: Contest): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const engine of ['sqlite', 'postgres'] as const) {
    const measured = await measure(name, engine, months, contest);
    if (measured === undefined) process.stderr.write(`${name}-${engine}: PostgreSQL is not installed\n`);
    else rows.push(...measured);
  }
  return rows;
}

async function measure(
  name: string,
  engine: LedgerEngine,
  months: readonly number[],
  contest: Contest,
): Promise<BenchRow[] | undefined> {
  const county = await ledgerCounty(engine, months);
  if (county === undefined) return undefined;
  const { store } = county;
  const timed = async (work: Statement): Promise<number> => {
    const began = performance.now();
    await store.db.transaction().execute(async (tx) => {
      await makeRoom(tx, engine);
      await work(tx, store.county.code);
    });
    return performance.now() - began;
  };
  const between = async (): Promise<void> => {
    await contest.clear(store.db);
    if (engine === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(store.db);
    else {
      await sql`vacuum`.execute(store.db);
      await sql`checkpoint`.execute(store.db);
    }
  };
  try {
    const sides = [contest.ours, contest.peer, ...(contest.plain === undefined ? [] : [contest.plain])];
    const times = sides.map(() => [] as number[]);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [side, work] of sides.entries()) {
        const took = await timed(work);
        if (round > 0) times[side]?.push(took);
        else if (work !== contest.peer) await contest.check(store);
        await between();
      }
    }
    const [ours = 0, ...peers] = times.map(median);
    return peers.map((peer, index) => ({
      name: index === 0 ? `${name}-${engine}` : `${name}-${engine}-plain`,
      ours: Math.round(ours),
      peer: Math.round(peer),
      limit: 2,
      ratio: Math.round((ours / peer) * 100) / 100,
      n: ROUNDS - 1,
      unit: `ms for ${contest.rows} rows`,
    }));
  } finally {
    await county.close();
  }
}

/** The same numbers that `ledger-county.ts` makes up. */
function hashOf(i: number): number {
  return Number((BigInt(i) * 48_271n) % 2_147_483_647n);
}

async function checkSettlement({ db }: CountyStore): Promise<void> {
  let interest = 0;
  let balance = 0;
  const earn = (fenMonths: number): number => Math.floor((fenMonths * RATE + 6_000_000) / 12_000_000);
  for (let i = 0; i < PEOPLE; i += 1) {
    const h = hashOf(i);
    const opening = [100_000 + (h % 900_000), (h % 7) * 1000, 3000 + (h % 60_000)];
    const posted = [10_000 + (h % 20) * 10_000, 0, 3000 + (h % 5) * 500];
    const draws = [3000 + (h % 700), 0, 100 + (h % 60)];
    for (let ledger = 0; ledger < 3; ledger += 1) {
      const open = opening[ledger] ?? 0;
      const moved = (i % 4 === 0 ? draws : posted)[ledger] ?? 0;
      const earned =
        i % 4 === 0 ? earn(open * 12 - moved * 78) : earn(open * 12 + moved * (13 - (1 + (h % 12))));
      interest += earned;
      balance += open + (i % 4 === 0 ? -12 * moved : moved) + earned;
    }
  }
  const { rows } = await sql<{ n: number; interest: number; balance: number }>`
    select count(*) as n, cast(sum(interest_personal + interest_collective + interest_subsidy) as bigint) as interest,
      cast(sum(personal + collective + subsidy) as bigint) as balance
    from settlements where year = 2026`.execute(db);
  expectSame(rows[0], { n: PEOPLE, interest, balance });
}

async function checkMonth({ db }: CountyStore): Promise<void> {
  const total = { n: 0, paid: 0, drawn: 0, personal: 0, balance: 0 };
  for (let i = 0; i < PEOPLE; i += 4) {
    const h = hashOf(i);
    const balances = [
      100_000 + (h % 900_000) - 11 * (3000 + (h % 700)),
      (h % 7) * 1000,
      3000 + (h % 60_000) - 11 * (100 + (h % 60)),
    ];
    const all = balances.reduce((sum, fen) => sum + fen, 0);
    const pension = 5000 + (h % 2000);
    const taken = Math.min(pension, all);
    const shares = balances.map((fen, ledger) => ({
      ledger,
      whole: Math.floor((taken * fen) / all),
      rest: (taken * fen) % all,
    }));
    const left = taken - shares.reduce((sum, { whole }) => sum + whole, 0);
    const served = [...shares].sort((a, b) => b.rest - a.rest || a.ledger - b.ledger).slice(0, left);
    const first = shares[0]?.whole ?? 0;
    total.n += 1;
    // Born in 1960-01 … 09: 66 by then, past the band of 65.
    total.paid += 14_300 + pension + Math.max(0, h % 6) * 200 + 500;
    total.drawn += taken;
    total.personal += first + (served.some(({ ledger }) => ledger === 0) ? 1 : 0);
    total.balance += all - taken;
  }
  const { rows } = await sql<typeof total>`
    select count(*) as n, cast(sum(base + pension + addition + service) as bigint) as paid,
      cast(sum(draw_personal + draw_collective + draw_subsidy) as bigint) as drawn,
      cast(sum(draw_personal) as bigint) as personal,
      cast(sum(personal + collective + subsidy) as bigint) as balance
    from payments where paid_in = '2026-12'`.execute(db);
  expectSame(rows[0], total);
}

function expectSame(found: unknown, expected: object): void {
  const differs = JSON.stringify(found) !== JSON.stringify(expected);
  if (differs) throw new Error(`totals differ: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}
