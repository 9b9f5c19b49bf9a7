import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../app/county/certifications/review.ts';
import { listWaiting, review } from '../../../../app/county/certifications/review.ts';
import { currentPolicy } from '../../../../app/county/settings/policy.ts';
import type { TestCounty } from '../support/county.ts';
import { book, testCounty, WITNESS } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol('大厅一号机');
  await county.person('contributing', { id_number: WITNESS, name: '柏青' });
});
afterEach(() => county.close());

async function submit(idNumber: string): Promise<string> {
  const record = terminal.record({ idNumber, method: 'witness', name: '' });
  await terminal.deliverOne(record);
  return record.record.body.certificateNo;
}

async function decide(certificateNo: string, decision: Verdict['decision']) {
  const policy = await currentPolicy(county.store.db, county.store, book());
  return await review(county.store, policy, {
    certificateNo,
    decision,
    operator: '王办',
    reason: '电话核实',
  });
}

describe('the review queue', () => {
  it('lists what was submitted, oldest first, and nothing that is decided', async () => {
    const idNumber = await county.person('receiving');
    await terminal.deliverOne(terminal.record({ idNumber }));
    const first = await submit(idNumber);
    county.clock.advance(1000);
    const second = await submit(idNumber);
    const waiting = await listWaiting(county.store);
    expect(waiting.map((one) => one.certificateNo)).toEqual([first, second]);
    expect(waiting[0]).toMatchObject({ idNumber, name: '松明', method: 'witness', terminal: '大厅一号机' });
    await decide(first, 'accepted');
    expect(await listWaiting(county.store)).toHaveLength(1);
  });

  it('accepts from the month of standing there, however late the officer is', async () => {
    const idNumber = await county.person('receiving');
    const number = await submit(idNumber);
    county.clock.set('2027-02-03T09:00:00+08:00');
    expect(await decide(number, 'accepted')).toEqual({
      ok: true,
      value: { validThrough: '2027-10', resumptionProposed: false },
    });
    expect(await county.certifiedThrough(idNumber)).toBe('2027-10');
    const row = await county.store.db.selectFrom('certifications').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      decision: 'accepted',
      decided_by: '王办',
      reason: '电话核实',
      valid_through: '2027-10',
    });
  });

  it('keeps every decision, the first one too', async () => {
    const number = await submit(await county.person('receiving'));
    await decide(number, 'refused');
    const rows = await county.store.db
      .selectFrom('decisions')
      .select(['number', 'decision', 'operator', 'reason'])
      .orderBy('number')
      .execute();
    expect(rows).toEqual([
      { number: 1, decision: 'submitted', operator: 'rule', reason: null },
      { number: 2, decision: 'refused', operator: '王办', reason: '电话核实' },
    ]);
  });

  it('refusing extends nothing', async () => {
    const idNumber = await county.person('receiving', { certified_through: '2026-11' });
    await decide(await submit(idNumber), 'refused');
    expect(await county.certifiedThrough(idNumber)).toBe('2026-11');
  });

  it('accepting moves no certified month back', async () => {
    const idNumber = await county.person('receiving', { certified_through: '2028-01' });
    expect(await decide(await submit(idNumber), 'accepted')).toMatchObject({
      value: { validThrough: '2027-10' },
    });
    expect(await county.certifiedThrough(idNumber)).toBe('2028-01');
  });

  it('proposes resumption when a suspended person is accepted', async () => {
    const number = await submit(await county.person('suspended'));
    expect(await decide(number, 'accepted')).toMatchObject({ value: { resumptionProposed: true } });
  });

  it('decides once: of two officers at once, one is told that it is done', async () => {
    const number = await submit(await county.person('receiving'));
    const outcomes = await Promise.all([decide(number, 'accepted'), decide(number, 'refused')]);
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.find((outcome) => !outcome.ok)).toMatchObject({
      error: { kind: 'not-waiting', by: '王办' },
    });
  });

  it('does not accept somebody who has died since', async () => {
    const idNumber = await county.person('receiving');
    const number = await submit(idNumber);
    await county.store.db.updateTable('persons').set({ status: 'deceased' }).execute();
    expect(await decide(number, 'accepted')).toEqual({
      ok: false,
      error: { kind: 'not-certifiable', reason: 'deceased' },
    });
    expect(await decide(number, 'refused')).toMatchObject({ ok: true });
  });

  it('knows no other numbers', async () => {
    expect(await decide('0000000000000000', 'accepted')).toEqual({
      ok: false,
      error: { kind: 'no-such-certificate' },
    });
  });

  it('still repeats the first answer to the terminal', async () => {
    const record = terminal.record({ idNumber: await county.person('receiving'), method: 'visit' });
    const first = await terminal.deliverOne(record);
    await decide(record.record.body.certificateNo, 'accepted');
    expect(await terminal.deliverOne(record)).toEqual(first);
  });
});
