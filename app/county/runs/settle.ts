import { monthOf } from '../../../shared/dates/month.ts';
import type { Month } from '../../../shared/dates/month.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { firstYear } from '../second-engine/gaps.ts';
import { settleYear } from '../second-engine/settle.ts';
import type { CountyStore } from '../store/county-store.ts';
import { compareSettlements } from './check-settlement.ts';
import { paidMonths, settledYears } from './history.ts';
import { describeMissing, ruleValues } from './rule-values.ts';
import type { RunOptions } from './run.ts';
import { openRunOf } from '../ledger/run-row.ts';
import { carryOut } from './run.ts';
import { firstDifference, SAMPLE, sampleOf } from './sample.ts';

export interface SettleOptions extends RunOptions {
  readonly sample?: number;
  /** Stands in for the engine where a test wants a wrong one. */
  readonly engine?: typeof settleYear;
}

/** 结息 of one year as it was committed. */
export interface YearSettled {
  readonly year: number;
  readonly accounts: number;
  /** Fen, all ledgers. */
  readonly interest: number;
}

/** Settles each year that is not settled yet, through `year`, in order; the error is one line. */
export async function settleThrough(
  store: CountyStore,
  book: PolicyBook,
  year: number,
  options: SettleOptions = {},
): Promise<Result<readonly YearSettled[], string>> {
  const present = Number(monthOf(store.clock.now()).slice(0, 4));
  if (year >= present) return err(`${year} is not over; settle through ${present - 1}`);
  const years: YearSettled[] = [];
  for (let next = await firstUnsettled(store); next !== undefined && next <= year; next += 1) {
    const settled = await settle(store, book, next, options);
    if (!settled.ok) return settled;
    years.push(settled.value);
  }
  return ok(years);
}

async function firstUnsettled(store: CountyStore): Promise<number | undefined> {
  const last = (await settledYears(store)).at(-1);
  if (last !== undefined) return last + 1;
  const posted = await firstYear(store.db, { county: store.county.code });
  const { month } = await store.db
    .selectFrom('assessments')
    .select(({ fn }) => fn.min('month').as('month'))
    .where('county', '=', store.county.code)
    .executeTakeFirstOrThrow();
  const assessed = month === null ? undefined : Number(month.slice(0, 4));
  if (posted === undefined || assessed === undefined) return posted ?? assessed;
  return Math.min(posted, assessed);
}

async function settle(
  store: CountyStore,
  book: PolicyBook,
  year: number,
  options: SettleOptions,
): Promise<Result<YearSettled, string>> {
  const county = store.county.code;
  const december: Month = `${year}-12`;
  const months = await paidMonths(store);
  if (months.length > 0 && (months[0] ?? '') < december && !months.includes(december))
    return err(`${december} is not paid yet, and what it draws belongs to ${year}; pay it first`);
  const open = await openRunOf(store.db, store.county.code);
  const pack = open?.pack ?? store.county.policyPack;
  const rules = ruleValues(book, pack, december);
  if (!rules.ok) return err(describeMissing(rules.error));
  const engine = options.engine ?? settleYear;
  const done = await carryOut(
    store,
    {
      kind: 'settlement',
      period: String(year),
      pack,
      rules: rules.value,
      async work(tx, run, people) {
        const settled = await engine(tx, {
          county,
          run: run.run,
          rules: JSON.parse(run.rules),
          people,
          year,
        });
        if (settled.ok) return settled;
        return err(`${year} cannot be settled: accounts are not settled through ${year - 1}-12`);
      },
      async check(run) {
        const checking = { db: store.db, county, run: run.run, book, pack: run.pack };
        const size = options.sample ?? SAMPLE;
        for (const id of await sampleOf(store.db, store.random, 'settlements', run, size)) {
          const found = firstDifference(id, await compareSettlements(checking, id, year));
          if (!found.ok) return found;
        }
        return ok(undefined);
      },
      event: async (run) => ({
        event: 'settlement-committed',
        details: { year, accounts: run.row_count },
      }),
    },
    options,
  );
  if (!done.ok) return done;
  const total = await store.db
    .selectFrom('settlements')
    .select(({ fn }) => [
      fn.sum<number | string>('interest_personal').as('personal'),
      fn.sum<number | string>('interest_collective').as('collective'),
      fn.sum<number | string>('interest_subsidy').as('subsidy'),
    ])
    .where('county', '=', county)
    .where('year', '=', year)
    .where('through', '=', 12)
    .executeTakeFirstOrThrow();
  return ok({
    year,
    accounts: done.value.row_count,
    interest: Number(total.personal) + Number(total.collective) + Number(total.subsidy),
  });
}
