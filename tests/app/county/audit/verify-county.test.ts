import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { review } from '../../../../app/county/certifications/review.ts';
import { currentPolicy } from '../../../../app/county/settings/policy.ts';
import type { TestCounty } from '../support/county.ts';
import { book, testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let numbers: readonly string[];
beforeEach(async () => {
  county = await testCounty();
  const terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
  const idNumber = await county.person('receiving');
  const records = [
    terminal.record({ idNumber }),
    terminal.record({ idNumber, method: 'visit' }),
    terminal.record({ idNumber, method: 'witness' }),
  ];
  await terminal.deliver(records);
  numbers = records.map(({ record }) => record.body.certificateNo);
  const policy = await currentPolicy(county.store.db, county.store, book());
  await review(county.store, policy, {
    certificateNo: numbers[1] ?? '',
    decision: 'accepted',
    operator: '王办',
    reason: '核实',
  });
});
afterEach(() => county.close());

const findings = async (): Promise<readonly string[]> =>
  (await verifyCounty(county.store.db, county.store.crypto)).findings;

describe('the audit of a county', () => {
  it('holds for what the county itself wrote, reviews included', async () => {
    expect(await verifyCounty(county.store.db, county.store.crypto)).toMatchObject({
      auditRows: 8,
      records: 3,
      findings: [],
    });
  });

  it.each([
    ['a later month', `update certifications set valid_through = '2030-01' where certificate_no = ?`, 0],
    [
      'a month for what nobody accepted',
      `update certifications set valid_through = '2027-10' where certificate_no = ?`,
      2,
    ],
    ['another decision', `update certifications set decision = 'refused' where certificate_no = ?`, 1],
    [
      'another person',
      `update certifications set id_number = '990101195001010014' where certificate_no = ?`,
      0,
    ],
    ['a row less', `delete from certifications where certificate_no = ?`, 2],
  ])('names the certification that was given %s', async (_name, statement, which) => {
    const number = numbers[which] ?? '';
    const [before = '', after = ''] = statement.split('?');
    await sql`${sql.raw(before)}${number}${sql.raw(after)}`.execute(county.store.db);
    const found = await findings();
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(number);
  });

  it("misses an officer's decision that was taken out", async () => {
    await sql`delete from decisions where number = 2`.execute(county.store.db);
    expect(await findings()).toEqual([`decision 2 on certification ${numbers[1]}: missing`]);
  });

  it('names the event that was altered', async () => {
    await sql`update audit set event = 'terminal-revoked' where sequence = 2`.execute(county.store.db);
    expect(await findings()).toEqual([
      'audit row 2: altered',
      'terminal : revoked without an enrolment',
      expect.stringMatching(/^enrolment code [0-9a-f]{12}…: not in the audit log$/),
    ]);
  });
});
