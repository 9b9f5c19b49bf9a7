import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCounty } from '../support/county.ts';
import { NOON, syntheticId, testCounty, WITNESS } from '../support/county.ts';
import { certificateNo, TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
  await county.person('contributing', { id_number: WITNESS, name: '柏青' });
});
afterEach(() => county.close());

const HOUR = 60 * 60 * 1000;

describe('the automatic decision', () => {
  it('accepts a receiving person by face for twelve months counting this one', async () => {
    const idNumber = await county.person('receiving');
    const outcome = await terminal.deliverOne(terminal.record({ idNumber }));
    expect(outcome).toEqual({
      kind: 'recorded',
      certificateNo: certificateNo(terminal.number, 1),
      decision: 'accepted',
      reason: null,
      validThrough: '2027-10',
      resumptionProposed: false,
      receivedAt: county.clock.now(),
      clockSkewed: false,
    });
    expect(await county.certifiedThrough(idNumber)).toBe('2027-10');
  });

  it('proposes resumption for a suspended person', async () => {
    const idNumber = await county.person('suspended');
    expect(await terminal.deliverOne(terminal.record({ idNumber }))).toMatchObject({
      decision: 'accepted',
      resumptionProposed: true,
      validThrough: '2027-10',
    });
  });

  it.each([
    ['deceased', 'deceased'],
    ['transferred', 'transferred'],
    ['sealed', 'sealed'],
    ['contributing', 'not-yet-receiving'],
  ] as const)('refuses a person who is %s', async (status, reason) => {
    const idNumber = await county.person(status);
    expect(await terminal.deliverOne(terminal.record({ idNumber }))).toMatchObject({
      kind: 'recorded',
      decision: 'refused',
      reason,
      validThrough: null,
    });
    expect(await county.certifiedThrough(idNumber)).toBeNull();
  });

  it('keeps the record of an unknown person as a refused row', async () => {
    const outcome = await terminal.deliverOne(terminal.record({ idNumber: syntheticId(999) }));
    expect(outcome).toMatchObject({ kind: 'recorded', decision: 'refused', reason: 'unknown-person' });
    const rows = await county.store.db.selectFrom('certifications').select('decision').execute();
    expect(rows).toEqual([{ decision: 'refused' }]);
  });

  it.each(['witness', 'visit', 'counter'] as const)(
    'submits method %s, which extends nothing',
    async (method) => {
      const idNumber = await county.person('receiving', { certified_through: '2026-11' });
      expect(await terminal.deliverOne(terminal.record({ idNumber, method }))).toMatchObject({
        decision: 'submitted',
        reason: null,
        validThrough: null,
      });
      expect(await county.certifiedThrough(idNumber)).toBe('2026-11');
    },
  );

  it('refuses demo records, and says why', async () => {
    const idNumber = await county.person('receiving');
    expect(await terminal.deliverOne(terminal.record({ idNumber }, { demo: true }))).toMatchObject({
      decision: 'refused',
      reason: 'demo-refused',
    });
    expect(await county.certifiedThrough(idNumber)).toBeNull();
  });

  it('never moves a certified month back', async () => {
    const idNumber = await county.person('receiving', { certified_through: '2028-01' });
    await terminal.deliverOne(terminal.record({ idNumber }));
    expect(await county.certifiedThrough(idNumber)).toBe('2028-01');
  });

  it('keeps both of two certifications in one month', async () => {
    const idNumber = await county.person('receiving');
    await terminal.deliver([terminal.record({ idNumber }), terminal.record({ idNumber })]);
    const rows = await county.store.db.selectFrom('certifications').select('valid_through').execute();
    expect(rows).toEqual([{ valid_through: '2027-10' }, { valid_through: '2027-10' }]);
  });
});

describe('the month that is counted', () => {
  // Of a terminal that stood there long before.
  beforeEach(async () => {
    county.clock.set('2023-06-01T09:00:00+08:00');
    terminal = new TestTerminal(county.server, county.store);
    await terminal.enrol();
    county.clock.set(NOON);
  });

  it.each([
    ['the last minute of a month in China', '2026-10-31T23:59:00+08:00', '2027-09'],
    ['the first minute of the next', '2026-11-01T00:00:00+08:00', '2027-10'],
    ['a February', '2024-02-29T10:00:00+08:00', '2025-01'],
  ])('is that of standing there: %s', async (_name, occurred, through) => {
    const idNumber = await county.person('receiving');
    const record = terminal.record({ idNumber }, { occurredAt: Date.parse(occurred) });
    expect(await terminal.deliverOne(record)).toMatchObject({ validThrough: through, clockSkewed: false });
  });

  it.each([
    ['later first', ['2026-11-02', '2026-08-02']],
    ['later last', ['2026-08-02', '2026-11-02']],
  ])('is the latest of those that come together, %s', async (_name, days) => {
    const idNumber = await county.person('receiving');
    await terminal.deliver(
      days.map((day) => terminal.record({ idNumber }, { occurredAt: Date.parse(`${day}T09:00:00+08:00`) })),
    );
    expect(await county.certifiedThrough(idNumber)).toBe('2027-10');
  });

  it('is the month of receipt when the terminal does not trust its clock', async () => {
    const idNumber = await county.person('receiving');
    const record = terminal.record(
      { idNumber },
      { occurredAt: 0, clock: { quality: 'untrusted', offsetMs: null } },
    );
    expect(await terminal.deliverOne(record)).toMatchObject({ validThrough: '2027-10', clockSkewed: true });
  });

  it('is the month of receipt when the record lies in the future', async () => {
    const idNumber = await county.person('receiving');
    const record = terminal.record({ idNumber }, { occurredAt: county.clock.now() + 400 * 24 * HOUR });
    expect(await terminal.deliverOne(record)).toMatchObject({ validThrough: '2027-10', clockSkewed: true });
  });

  it('puts right a clock that is behind by as much as it is behind', async () => {
    const idNumber = await county.person('receiving');
    const time = county.clock.now() - 365 * 24 * HOUR;
    const record = terminal.record({ idNumber }, { occurredAt: time - HOUR });
    expect(await terminal.deliverOne(record, { time })).toMatchObject({
      validThrough: '2027-10',
      clockSkewed: true,
    });
  });

  it('is not marked when the clock is off by five minutes or less', async () => {
    const idNumber = await county.person('receiving');
    const time = county.clock.now() + 5 * 60 * 1000;
    const record = terminal.record({ idNumber }, { occurredAt: time });
    expect(await terminal.deliverOne(record, { time })).toMatchObject({ clockSkewed: false });
  });
});

describe('with --demo', () => {
  it('lets demo records take full effect', async () => {
    const demo = await testCounty({ demo: true });
    const machine = new TestTerminal(demo.server, demo.store);
    await machine.enrol();
    const idNumber = await demo.person('receiving');
    expect(await machine.deliverOne(machine.record({ idNumber }, { demo: true }))).toMatchObject({
      decision: 'accepted',
      validThrough: '2027-10',
    });
    const scripted = {
      engine: 'scripted',
      challenge: ['blink', 'mouth'],
      attempt: 1,
      durationMs: 5000,
    } as const;
    const liveness = { ...scripted, challenge: [...scripted.challenge] };
    expect(await machine.deliverOne(machine.record({ idNumber, liveness }, { demo: true }))).toMatchObject({
      decision: 'accepted',
    });
    expect(await machine.deliverOne(machine.record({ idNumber, liveness }))).toMatchObject({
      decision: 'refused',
    });
    await demo.close();
  });
});
