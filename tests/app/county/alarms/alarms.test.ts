import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acknowledge, listAlarms } from '../../../../app/county/alarms/alarms.ts';
import { ALARMS } from '../../../../app/county/alarms/words.ts';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { countyHead } from '../../../../app/county/audit/chain/diary.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { certificateNo, TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let honest: TestTerminal;
let thief: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  honest = new TestTerminal(county.server, county.store);
  await honest.enrol('好机');
  thief = new TestTerminal(county.server, county.store);
  await thief.enrol('失窃机');
});
afterEach(() => county.close());

async function stealNumber(count: number): Promise<void> {
  const idNumber = await county.person('receiving');
  await thief.deliverOne(thief.record({ idNumber, certificateNo: certificateNo(honest.number, count) }));
}

/** What the honest terminal says it last heard of the county's chain: for one, a chain that is not here any more. */
async function hear(countyAudit = { sequence: 1, hash: 'f'.repeat(64) }): Promise<void> {
  county.clock.advance(60_000);
  const beat = {
    epoch: honest.epoch,
    sequence: 0,
    queued: 0,
    parked: 0,
    now: county.clock.now(),
    software: 'test',
    devices: [],
    countyAudit,
  };
  expect((await honest.send('POST', '/heartbeat', JSON.stringify(beat))).status).toBe(200);
}

const shown = async (all = false) =>
  (await listAlarms(county.store, all)).map(({ who, times, certificateNo: no, words }) => [
    who,
    times,
    no,
    words,
  ]);

describe('alarms', () => {
  it('are one line for each kind and sender, with what to do and the number it is about', async () => {
    expect(await shown()).toEqual([]);
    await stealNumber(1);
    county.clock.advance(60_000);
    await stealNumber(2);
    await hear();
    expect(await shown()).toEqual([
      [
        '失窃机',
        2,
        certificateNo(honest.number, 2),
        expect.stringMatching(/number of another terminal .* look who/),
      ],
      ['好机', 1, '', expect.stringMatching(/verify with the noted fingerprints/)],
    ]);
    const [first] = await listAlarms(county.store, false);
    expect((first?.lastAt ?? 0) - (first?.firstAt ?? 0)).toBe(60_000);
  });

  it('are not shown again once somebody took note of them, those that came since are', async () => {
    await stealNumber(1);
    const [{ lastRow: row } = { lastRow: 0 }] = await listAlarms(county.store, false);
    const word = { through: row, operator: '王办' };
    expect(await acknowledge(county.store, word)).toEqual({ ok: true, value: undefined });
    expect(await shown()).toEqual([]);
    await stealNumber(2);
    const words = expect.any(String);
    expect(await shown()).toEqual([['失窃机', 1, certificateNo(honest.number, 2), words]]);
    expect(await shown(true)).toEqual([['失窃机', 2, certificateNo(honest.number, 2), words]]);
    expect(await acknowledge(county.store, word)).toEqual({
      ok: false,
      error: { kind: 'already', through: row },
    });
    const { sequence } = await countyHead(county.store);
    expect(await acknowledge(county.store, { ...word, through: sequence + 1 })).toEqual({
      ok: false,
      error: { kind: 'not-there', last: sequence },
    });
    expect((await verifyCounty(county.store.db, county.store.crypto)).findings).toEqual([]);
  });

  it('about chains are findings of verify until somebody took note, and notes for ever after', async () => {
    await hear();
    const alarm = expect.stringMatching(
      /^audit row \d+: .* had heard of an audit row 1 that this chain does not/,
    );
    const present = expect.stringMatching(
      /^terminal \S+: heard of an audit row 1 that this chain does not hold$/,
    );
    expect((await verifyCounty(county.store.db, county.store.crypto)).findings).toEqual([present, alarm]);
    const head = await countyHead(county.store);
    await hear(head);
    expect((await verifyCounty(county.store.db, county.store.crypto)).findings).toEqual([alarm]);
    // Note was taken of what came before it alone.
    const [{ lastRow: row } = { lastRow: 0 }] = await listAlarms(county.store, false);
    expect(await acknowledge(county.store, { through: row - 1, operator: '王办' })).toMatchObject({
      ok: true,
    });
    expect((await verifyCounty(county.store.db, county.store.crypto)).findings).toEqual([alarm]);
    expect(await acknowledge(county.store, { through: head.sequence, operator: '王办' })).toMatchObject({
      ok: true,
    });
    expect(await verifyCounty(county.store.db, county.store.crypto)).toMatchObject({
      findings: [],
      notes: [expect.stringMatching(/does not hold; 王办 took note of it/)],
    });
  });

  it('say what happened and what to do, in one line without personal data', () => {
    for (const [event, words] of Object.entries(ALARMS)) {
      if (words === undefined) continue;
      for (const details of [{}, { kind: 'certificate', fault: 'terminal', reason: 'stale' }])
        expect(words(details), event).toMatch(/^[a-z][^\n]{20,160}$/);
    }
  });
});
