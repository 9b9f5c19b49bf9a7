import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Month } from '../../../shared/dates/month.ts';
import { addMonths, monthOf } from '../../../shared/dates/month.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { assess } from '../second-engine/assess.ts';
import { actOnExits } from '../second-engine/exits.ts';
import { unsettledBefore } from '../second-engine/gaps.ts';
import { pay } from '../second-engine/pay.ts';
import type { MonthWork, Refusal } from '../second-engine/scope.ts';
import { settlePartial } from '../second-engine/settle.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import { comparePayments } from './check-payment.ts';
import { paidMonths, settledYears } from './history.ts';
import { describeMissing, ruleValues } from './rule-values.ts';
import type { RunOptions } from './run.ts';
import { openRunOf } from '../ledger/run-row.ts';
import { carryOut } from './run.ts';
import { firstDifference, SAMPLE, sampleOf } from './sample.ts';
import { takeOver } from './take-over.ts';

export interface PayOptions extends RunOptions {
  readonly sample?: number;
  /** Stands in for the engine where a test wants a wrong one. */
  readonly engine?: typeof pay;
}

/** 发放 of a month as it was committed. */
export interface MonthPaid {
  readonly people: number;
  /** What goes out: pensions, grants and heirs' balances, less what is recovered. Fen. */
  readonly amount: number;
}

/** Pays `month`; `undefined` when it is paid already. The error is one line. */
export async function payMonth(
  store: CountyStore,
  book: PolicyBook,
  month: Month,
  options: PayOptions = {},
): Promise<Result<MonthPaid | undefined, string>> {
  const county = store.county.code;
  const paid = await paidMonths(store);
  if (paid.includes(month)) return ok(undefined);
  const refused = await whyNot(store, month, paid.at(-1));
  if (refused !== undefined) return err(refused);
  const pack = (await openRunOf(store.db, store.county.code))?.pack ?? store.county.policyPack;
  const rules = ruleValues(book, pack, month, await earliest(store, month));
  if (!rules.ok) return err(describeMissing(rules.error));
  const done = await carryOut(
    store,
    {
      kind: 'payment',
      period: month,
      pack,
      rules: rules.value,
      async work(tx, run, people) {
        const rows = await workOut(
          tx,
          {
            county,
            run: run.run,
            rules: JSON.parse(run.rules),
            people,
            month,
            receivingOnly: true,
            takingOver: true,
          },
          options.engine ?? pay,
        );
        return rows.ok ? rows : err(`${month} cannot be paid: ${inWords(rows.error)}`);
      },
      async check(run) {
        const checking = { db: store.db, county, run: run.run, book, pack: run.pack };
        const size = options.sample ?? SAMPLE;
        for (const id of await sampleOf(store.db, store.random, 'payments', run, size)) {
          const found = firstDifference(id, await comparePayments(checking, id, month));
          if (!found.ok) return found;
        }
        return ok(undefined);
      },
      event: async () => {
        const { people, amount } = await paidIn(store, month);
        return { event: 'payments-committed', details: { month, people, fen: amount } };
      },
    },
    options,
  );
  return done.ok ? ok(await paidIn(store, month)) : done;
}

/** The month in the order of the calendar, for some of the people. */
async function workOut(
  tx: Transaction<Schema>,
  work: MonthWork,
  engine: typeof pay,
): Promise<Result<number, Refusal>> {
  await takeOver(tx, work);
  const settled = await settlePartial(tx, work);
  if (!settled.ok) return settled;
  await assess(tx, work);
  const left = await actOnExits(tx, work);
  if (!left.ok) return left;
  const paid = await engine(tx, work);
  return paid.ok ? ok(left.value.rows + paid.value) : paid;
}

async function whyNot(
  store: CountyStore,
  month: Month,
  last: string | undefined,
): Promise<string | undefined> {
  if (month > monthOf(store.clock.now())) return `${month} has not begun`;
  if (last !== undefined && last > month) return `${last} is paid already; months are paid in order`;
  const next = last === undefined ? month : addMonths(last as Month, 1);
  if (next < month) return `${next} is not paid yet; pay it first`;
  const year = Number(month.slice(0, 4));
  if ((await settledYears(store)).includes(year))
    return `${year} is settled already, so that ${month} can no longer be paid in it`;
  const work = { county: store.county.code };
  if ((await unsettledBefore(store.db, work, year)) !== undefined)
    return `the accounts are not settled through ${year - 1}-12; run "settle --year ${year - 1}" first`;
  return undefined;
}

/** The first month that anybody may have to be paid for. */
async function earliest(store: CountyStore, month: Month): Promise<Month> {
  let first: string = month;
  for (const table of ['applications', 'assessments'] as const) {
    const row = await store.db
      .selectFrom(table)
      .select(({ fn }) => fn.min('first_month').as('first'))
      .where('county', '=', store.county.code)
      .executeTakeFirstOrThrow();
    if (row.first !== null && row.first < first) first = row.first;
  }
  const { died } = await store.db
    .selectFrom('exits')
    .select(({ fn }) => fn.min('month').as('died'))
    .where('county', '=', store.county.code)
    .where('reported', '=', month)
    .executeTakeFirstOrThrow();
  return (died !== null && died < first ? died : first) as Month;
}

async function paidIn(store: CountyStore, month: Month): Promise<MonthPaid> {
  const { rows } = await sql<{ people: number; amount: number | null }>`
    select count(distinct id_number) as people, cast(sum(base + pension + addition + service
      + case when kind = 'inheritance' then draw_personal + draw_collective + draw_subsidy else 0 end) as bigint) as amount
    from payments where county = ${store.county.code} and paid_in = ${month}`.execute(store.db);
  return { people: rows[0]?.people ?? 0, amount: rows[0]?.amount ?? 0 };
}

function inWords(refusal: Refusal): string {
  return refusal.kind === 'not-settled'
    ? `an account is not settled through ${refusal.year}-12`
    : `there is no rule for ${refusal.month}`;
}
