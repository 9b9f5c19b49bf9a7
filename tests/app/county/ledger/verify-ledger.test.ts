import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { addPeople, bornOn } from '../contributions/support.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { pastTriggers } from '../support/triggers.ts';
import { LedgerModel } from './support.ts';

const A = bornOn('1955-05-20', 1);
const B = bornOn('1955-05-20', 2);

let county: TestCounty;
beforeEach(async () => {
  county = await testCounty();
  await addPeople(county.store, { id_number: A }, { id_number: B });
  const model = new LedgerModel(county.store, county.clock);
  await model.run('import', '', async (run) => {
    for (const id of [A, B])
      for (const year of [2012, 2013, 2014, 2015])
        await model.post(run, id, `${year}-03`, { personal: 20_000, collective: 1000, subsidy: 3000 });
  });
  for (const year of [2012, 2013, 2014])
    await model.run('settlement', String(year), async (run) => {
      for (const id of [A, B])
        await model.settle(run, id, `${year}-12`, { personal: 550, collective: 27, subsidy: 83 });
    });
  for (const month of ['2015-06', '2015-07'])
    await model.run('payment', month, async (run) => await model.pay(run, A, month, 278));
  await model.run('correction', '2015-08', async (run) => {
    await model.post(
      run,
      B,
      '2015-08',
      { personal: 100, collective: 0, subsidy: 0 },
      { kind: 'correction', tier: 0 },
    );
  });
});
afterEach(async () => await county.close());

async function tamper(statement: string): Promise<readonly string[]> {
  const { db, crypto } = county.store;
  await pastTriggers(db, () => sql.raw(statement).execute(db));
  return (await verifyCounty(db, crypto)).findings;
}

describe('the audit of a ledger', () => {
  test('holds for what the county wrote, and counts the accounts', async () => {
    const { findings, accounts } = await verifyCounty(county.store.db, county.store.crypto);
    expect(findings).toEqual([]);
    expect(accounts).toBe(2);
  });

  test.each([
    [
      'a contribution',
      `update postings set personal = 30000 where year = 2013 and id_number = '${A}'`,
      [
        `posting 2013/1 of ${A}: altered`,
        `settlement 2013-12 of ${A}: does not add up, it or an entry before it was altered (personal 411.00, entries make 511.00)`,
      ],
    ],
    [
      'a subsidy',
      `update postings set subsidy = 2999 where year = 2014 and id_number = '${A}'`,
      [
        `posting 2014/1 of ${A}: altered`,
        `settlement 2014-12 of ${A}: does not add up, it or an entry before it was altered (subsidy 92.49, entries make 92.48)`,
      ],
    ],
    [
      'a subsidy of a year that is not settled',
      `update postings set subsidy = 2999 where year = 2015 and id_number = '${B}'`,
      [`posting 2015/1 of ${B}: altered`, `posting 2015/2 of ${B}: altered`],
    ],
    [
      'the month of a contribution',
      `update postings set month = 2 where year = 2015 and id_number = '${B}'`,
      [`posting 2015/1 of ${B}: altered`, `posting 2015/2 of ${B}: altered`],
    ],
    [
      'a contribution less',
      `delete from postings where year = 2015 and id_number = '${B}' and number = 1`,
      [`posting 2015/1 of ${B}: missing`],
    ],
    [
      'a balance',
      `update settlements set collective = 9999 where year = 2013 and id_number = '${B}'`,
      [
        `settlement 2013-12 of ${B}: altered`,
        `settlement 2013-12 of ${B}: altered (collective 99.99, entries make 20.54)`,
      ],
    ],
    [
      'interest',
      `update settlements set interest_subsidy = 84 where year = 2013 and id_number = '${B}'`,
      [
        `settlement 2013-12 of ${B}: altered`,
        `settlement 2013-12 of ${B}: does not add up, it or an entry before it was altered (subsidy 61.66, entries make 61.67)`,
      ],
    ],
    [
      'the last balance',
      `update settlements set personal = personal + 1 where year = 2014 and id_number = '${B}'`,
      [
        `settlement 2014-12 of ${B}: altered`,
        `settlement 2014-12 of ${B}: does not add up, it or an entry before it was altered (personal 616.51, entries make 616.50)`,
      ],
    ],
    [
      'a draw-down',
      `update payments set draw_personal = 277, fund = 1 where paid_in = '2015-06'`,
      [
        `payment of 2015-06 for 2015-06 to ${A} (pension): altered`,
        `payment of 2015-06 for 2015-06 of ${A}: does not add up, it or an entry before it was altered (personal 813.72, entries make 813.73)`,
      ],
    ],
    [
      'a pension',
      `update payments set pension = 300 where paid_in = '2015-06'`,
      [
        `payment of 2015-06 for 2015-06 to ${A} (pension): altered`,
        `payment of 2015-06 for 2015-06 to ${A}: altered (pension and its sources differ)`,
      ],
    ],
    ['an import less', `delete from runs where run = 1`, expect.arrayContaining(['run 1: missing'])],
    [
      'an import more',
      `insert into runs select county, 50, kind, period, state, pack, rules, step, behind, 0, started_at, committed_at
       from runs where run = 1`,
      ['run 50: not in the audit log'],
    ],
    ['the count of an import', `update runs set row_count = 3 where run = 1`, ['run 1: altered (row count)']],
  ])('names %s that was altered', async (_, statement, findings) => {
    expect(await tamper(statement)).toEqual(findings);
  });

  test('a database of the release before the ledger is verified as it is', async () => {
    const { db } = county.store;
    for (const table of ['postings', 'settlements', 'payments', 'assessments', 'runs'])
      await sql`drop table ${sql.table(table)}`.execute(db);
    await sql`delete from schema_version where version > 1`.execute(db);
    await sql`delete from audit`.execute(db);
    await sql`delete from audit_head`.execute(db);
    expect((await verifyCounty(db, county.store.crypto)).accounts).toBe(0);
  });
});
