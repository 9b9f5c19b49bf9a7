import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportAccounts, exportLedger } from '../../../../app/county/ledger/export-ledger.ts';
import { accountAsOf } from '../../../../app/county/ledger/account.ts';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { dateOf } from '../../../../shared/dates/month.ts';
import type { Ledgers } from '../../../../shared/pension/ledgers.ts';
import { parseYuan } from '../../../../shared/money/fen.ts';
import { addPeople, addRun, bornOn } from '../contributions/support.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { LedgerModel, textOf } from './support.ts';

let county: TestCounty;
beforeEach(async () => {
  county = await testCounty();
});
afterEach(async () => await county.close());

const PEOPLE = [1, 2, 3].map((n) => bornOn('1955-05-20', n));
const FIRST_YEAR = 2012;

const fen = fc.integer({ min: 0, max: 50_000 });
const money = fc.record({ personal: fen, collective: fen, subsidy: fen });
const who = fc.constantFrom(...PEOPLE);
/** A year of the county: what is paid in, in which order of knowledge, taken back, paid out, and its interest. */
const year = fc.record({
  paidIn: fc.array(fc.record({ id: who, month: fc.integer({ min: 1, max: 12 }), change: money }), {
    maxLength: 5,
  }),
  /** Contributions of the next year that are known before this one is settled. */
  early: fc.array(fc.record({ id: who, change: money }), { maxLength: 2 }),
  takenBack: fc.boolean(),
  pensions: fc.array(fc.record({ id: who, pension: fen }), { maxLength: 3 }),
  interest: money,
});

interface Snapshot {
  readonly day: string;
  readonly at: number;
  readonly balances: ReadonlyMap<string, Ledgers>;
  readonly settled: ReadonlyMap<string, string>;
  readonly years: ReadonlyMap<string, number>;
  readonly ledger: string;
  readonly accounts: string;
}

test('what is exported is the sum of its entries, and an earlier day’s answer never changes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(year, { minLength: 1, maxLength: 4 }), async (years) => {
      await county.close();
      county = await testCounty();
      const { store } = county;
      await addPeople(store, ...PEOPLE.map((id_number) => ({ id_number })));
      const model = new LedgerModel(store, county.clock);
      const snapshots: Snapshot[] = [];
      const remember = async (): Promise<void> => {
        snapshots.push({
          day: dateOf(store.clock.now()),
          at: store.clock.now(),
          balances: new Map(model.accounts.map((id) => [id, model.balance(id)])),
          settled: new Map(model.accounts.map((id) => [id, model.settledThrough(id)])),
          years: new Map(model.accounts.map((id) => [id, model.yearsPaid(id)])),
          ledger: await textOf(exportLedger(store)),
          accounts: await textOf(exportAccounts(store)),
        });
      };
      for (const [index, one] of years.entries()) {
        await live(model, FIRST_YEAR + index, one, remember);
      }
      // Rows of a run that was never committed count for nobody.
      await addRun(store, { run: 900, kind: 'correction', state: 'open', committed_at: null });
      await model.post(
        900,
        PEOPLE[0]!,
        '2030-01',
        { personal: 1, collective: 1, subsidy: 1 },
        { kind: 'correction' },
      );

      for (const { day, at, balances, settled, years: paid, ledger, accounts } of snapshots) {
        expect(await textOf(exportLedger(store, { asOf: day }))).toBe(ledger);
        expect(await textOf(exportAccounts(store, { asOf: day }))).toBe(accounts);
        const sums = sumsOf(ledger);
        const exported = parse<Record<string, string>>(accounts, { columns: true });
        expect(exported.map((row) => row['id_number'])).toEqual([...balances.keys()]);
        for (const row of exported) {
          const id = row['id_number'] ?? '';
          const balance = balances.get(id);
          expect(sums.get(id)).toEqual(balance);
          expect(fenOf(row, '')).toEqual(balance);
          expect(row['settled_through']).toBe(settled.get(id));
          expect(row['years_paid']).toBe(String(paid.get(id)));
          const account = await accountAsOf(store.db, store.county.code, id, at);
          expect(account?.balances).toEqual(balance);
          expect(await accountAsOf(store.db, store.county.code, id, at - 1)).not.toEqual(account);
        }
      }
      expect((await verifyCounty(store.db, store.crypto)).findings).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

type Year = typeof year extends fc.Arbitrary<infer Y> ? Y : never;

async function live(
  model: LedgerModel,
  number: number,
  { paidIn, early, takenBack, pensions, interest }: Year,
  remember: () => Promise<void>,
): Promise<void> {
  let last:
    | { readonly id: string; readonly month: string; readonly change: Ledgers; readonly number: number }
    | undefined;
  await model.run('import', '', async (run) => {
    for (const { id, month, change } of paidIn) {
      const text = `${number}-${String(month).padStart(2, '0')}`;
      last = { id, month: text, change, number: await model.post(run, id, text, change) };
    }
    for (const { id, change } of early) await model.post(run, id, `${number + 1}-01`, change);
    // Everybody is touched by every run, so that every snapshot differs from the one before.
    for (const id of PEOPLE)
      await model.post(run, id, `${number}-06`, { personal: 1, collective: 0, subsidy: 0 });
  });
  await remember();
  await model.run('correction', `${number}-12`, async (run) => {
    const back = takenBack ? last : undefined;
    if (back !== undefined) {
      const { personal, collective, subsidy } = back.change;
      await model.post(
        run,
        back.id,
        `${number}-12`,
        { personal: -personal, collective: -collective, subsidy: -subsidy },
        {
          kind: 'reversal',
          contribution_year: null,
          valid_month: back.month,
          tier: 0,
          reverses_year: number,
          reverses_number: back.number,
        },
      );
    }
    for (const id of PEOPLE)
      await model.post(
        run,
        id,
        `${number}-12`,
        { personal: 2, collective: 0, subsidy: 0 },
        { kind: 'aid', tier: 0 },
      );
  });
  await remember();
  await model.run('payment', `${number}-12`, async (run) => {
    const paid = new Set<string>();
    for (const { id, pension } of pensions) {
      if (paid.has(id)) continue;
      paid.add(id);
      await model.pay(run, id, `${number}-12`, pension);
    }
  });
  await model.run('settlement', String(number), async (run) => {
    for (const id of PEOPLE) await model.settle(run, id, `${number}-12`, interest);
  });
  await remember();
}

function sumsOf(ledger: string): ReadonlyMap<string, Ledgers> {
  const sums = new Map<string, Ledgers>();
  for (const row of parse<Record<string, string>>(ledger, { columns: true })) {
    const id = row['id_number'] ?? '';
    const sum = sums.get(id) ?? { personal: 0, collective: 0, subsidy: 0 };
    const change = fenOf(row, '');
    sums.set(id, {
      personal: sum.personal + change.personal,
      collective: sum.collective + change.collective,
      subsidy: sum.subsidy + change.subsidy,
    });
    expect(fenOf(row, 'balance_')).toEqual(sums.get(id));
  }
  return sums;
}

function fenOf(row: Readonly<Record<string, string>>, prefix: string): Ledgers {
  const [personal, collective, subsidy] = ['personal', 'collective', 'subsidy'].map((ledger) =>
    parseYuan(row[`${prefix}${ledger}`] ?? ''),
  );
  return { personal: personal ?? NaN, collective: collective ?? NaN, subsidy: subsidy ?? NaN };
}
