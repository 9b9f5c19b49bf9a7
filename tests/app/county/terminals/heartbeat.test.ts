import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { issueCode } from '../../../../app/county/terminals/enrolment.ts';
import { enrolAnswerSchema } from '../../../../shared/protocol/messages.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { certificateNo, TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
});
afterEach(() => county.close());

function beat(sequence: number, epoch = terminal.epoch, now = county.clock.now()): string {
  return JSON.stringify({
    epoch,
    sequence,
    queued: 0,
    parked: 0,
    now,
    software: 'test',
    devices: [{ device: 'idCard', status: 'ready' }],
  });
}

async function rollbackAlarms(): Promise<number> {
  const rows = await county.store.db
    .selectFrom('audit')
    .select('sequence')
    .where('event', '=', 'store-rolled-back')
    .execute();
  return rows.length;
}

describe('a heartbeat', () => {
  it('is answered with the highest sequence held of that epoch', async () => {
    const idNumber = await county.person('receiving');
    await terminal.deliver([terminal.record({ idNumber }), terminal.record({ idNumber })]);
    expect((await terminal.send('POST', '/heartbeat', beat(2))).json).toMatchObject({ highestSequence: 2 });
    const other = await terminal.send('POST', '/heartbeat', beat(0, 'ffffffffffffffff'));
    expect(other.json).toMatchObject({ highestSequence: 0 });
    expect(await rollbackAlarms()).toBe(0);
  });

  it('that has given out less than the county holds raises one alarm', async () => {
    const idNumber = await county.person('receiving');
    await terminal.deliver([terminal.record({ idNumber }), terminal.record({ idNumber })]);
    await terminal.send('POST', '/heartbeat', beat(1));
    await terminal.send('POST', '/heartbeat', beat(1));
    expect(await rollbackAlarms()).toBe(1);
  });

  it('leaves what the terminal said and how its clock stood', async () => {
    const time = county.clock.now() + 7000;
    await terminal.send('POST', '/heartbeat', beat(5), { time });
    const row = await county.store.db.selectFrom('terminals').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ sequence: 5, clock_ahead_ms: 7000, seen_at: county.clock.now() });
  });
});

const MINUTE = 60_000;

async function kept() {
  return await county.store.db
    .selectFrom('terminals')
    .select(['epoch', 'sequence', 'queued', 'seen_at'])
    .where('terminal', '=', terminal.id)
    .executeTakeFirstOrThrow();
}

/** Sends what was written at `now` by the terminal's clock. */
async function sendAt(now: number, sequence: number, epoch = terminal.epoch) {
  return (await terminal.send('POST', '/heartbeat', beat(sequence, epoch, now), { time: now })).json;
}

async function certify(count: number): Promise<void> {
  const idNumber = await county.person('receiving');
  await terminal.deliver(Array.from({ length: count }, () => terminal.record({ idNumber })));
}

describe('a heartbeat out of its order', () => {
  it('that was overtaken is answered, changes nothing and raises nothing', async () => {
    await certify(2);
    const before = county.clock.now();
    county.clock.advance(MINUTE);
    await certify(3);
    await sendAt(county.clock.now(), 5);
    const after = await kept();
    county.clock.advance(1000);
    expect(await sendAt(before, 2)).toMatchObject({ highestSequence: 5 });
    expect(await kept()).toEqual(after);
    await sendAt(county.clock.now(), 5);
    expect(await rollbackAlarms()).toBe(0);
  });

  it('that is played again from its body alone changes nothing either', async () => {
    await certify(2);
    const old = beat(1);
    county.clock.advance(MINUTE);
    await sendAt(county.clock.now(), 2);
    const after = await kept();
    county.clock.advance(MINUTE);
    await terminal.send('POST', '/heartbeat', old);
    expect(await kept()).toEqual(after);
    expect(await rollbackAlarms()).toBe(0);
  });

  it('of an epoch before the present one changes nothing', async () => {
    await certify(4);
    const old = county.clock.now();
    county.clock.advance(MINUTE);
    await sendAt(county.clock.now(), 0, 'ffffffffffffffff');
    expect(await sendAt(old, 3)).toMatchObject({ highestSequence: 4 });
    expect(await kept()).toMatchObject({ epoch: 'ffffffffffffffff', sequence: 0 });
    expect(await rollbackAlarms()).toBe(0);
  });

  it('is not one that a quicker record overtook: what was written later proves nothing', async () => {
    await sendAt(county.clock.now(), 0);
    county.clock.advance(MINUTE);
    const written = county.clock.now();
    county.clock.advance(5);
    await certify(1);
    expect(await sendAt(written, 0)).toMatchObject({ highestSequence: 1 });
    expect(await rollbackAlarms()).toBe(0);
  });

  it('is not one that was sent while the one before was being taken', async () => {
    const { now } = county.clock;
    let late = 0;
    vi.spyOn(county.store.clock, 'now').mockImplementation(() => now() + (late += 10));
    const start = now();
    for (const sequence of [1, 2]) await sendAt(start + sequence, sequence);
    await sendAt(start + 3, 2, 'ffffffffffffffff');
    vi.restoreAllMocks();
    expect(await kept()).toMatchObject({ epoch: 'ffffffffffffffff', sequence: 2 });
  });

  it('is not one of a clock that had been ahead and was put right', async () => {
    await sendAt(county.clock.now() + 365 * 24 * 60 * MINUTE, 1);
    county.clock.advance(MINUTE);
    await sendAt(county.clock.now(), 1);
    expect(await kept()).toMatchObject({ seen_at: county.clock.now() });
  });

  it('is one that is played again while the clock is right, although it had been ahead', async () => {
    const old = county.clock.now();
    county.clock.advance(60 * MINUTE);
    await sendAt(county.clock.now() + 365 * 24 * 60 * MINUTE, 3);
    const after = await kept();
    county.clock.advance(MINUTE);
    await sendAt(old, 1);
    expect(await kept()).toEqual(after);
  });

  it('is not one that tells of more records than ever, whatever its clock says', async () => {
    await sendAt(county.clock.now(), 1);
    county.clock.advance(MINUTE);
    await sendAt(60_000, 2);
    expect(await kept()).toMatchObject({ sequence: 2, seen_at: county.clock.now() });
  });
});

describe('a store that was rolled back', () => {
  it('is told of once, and again when it happens again', async () => {
    await certify(5);
    await sendAt(county.clock.now(), 5);
    for (const [sequence, alarms] of [
      [3, 1],
      [3, 1],
      [4, 1],
      [6, 1],
      [2, 2],
      [2, 2],
    ] as const) {
      county.clock.advance(MINUTE);
      await sendAt(county.clock.now(), sequence);
      expect(await rollbackAlarms()).toBe(alarms);
    }
  });

  it('shows when it was last heard of before the records that it lost', async () => {
    await sendAt(county.clock.now(), 1);
    county.clock.advance(1000);
    await certify(5);
    county.clock.advance(MINUTE);
    await sendAt(county.clock.now(), 3);
    await sendAt(county.clock.now() + 1, 3);
    expect(await rollbackAlarms()).toBe(1);
  });

  it('shows below what was reported, although the records came in only afterwards', async () => {
    await sendAt(county.clock.now(), 3);
    county.clock.advance(1000);
    await certify(5);
    county.clock.advance(MINUTE);
    await sendAt(county.clock.now(), 2);
    expect(await rollbackAlarms()).toBe(1);
  });

  it('shows by a record of the lost time that comes in later', async () => {
    const idNumber = await county.person('receiving');
    await terminal.deliver([terminal.record({ idNumber })]);
    const lost = terminal.record({ idNumber }, { sequence: 3, occurredAt: county.clock.now() });
    county.clock.advance(MINUTE);
    await sendAt(county.clock.now(), 1);
    expect(await rollbackAlarms()).toBe(0);
    county.clock.advance(MINUTE);
    await terminal.deliver([lost]);
    for (const _ of [1, 2]) {
      county.clock.advance(MINUTE);
      await sendAt(county.clock.now(), 1);
      expect(await rollbackAlarms()).toBe(1);
    }
  });

  it('shows in a new epoch, whatever was reported of the one before', async () => {
    await sendAt(county.clock.now(), 0, 'ffffffffffffffff');
    county.clock.advance(MINUTE);
    await certify(2);
    county.clock.advance(MINUTE);
    await sendAt(county.clock.now(), 1);
    expect(await rollbackAlarms()).toBe(1);
  });

  it('is no new enrolment: a new epoch begins at nothing', async () => {
    await certify(5);
    await sendAt(county.clock.now(), 5);
    county.clock.advance(MINUTE);
    await sendAt(county.clock.now(), 0, 'ffffffffffffffff');
    expect(await kept()).toMatchObject({ epoch: 'ffffffffffffffff', sequence: 0 });
    expect(await rollbackAlarms()).toBe(0);
  });

  it('is no new enrolment whose first record is quicker than its first heartbeat', async () => {
    await sendAt(county.clock.now(), 5, 'ffffffffffffffff');
    county.clock.advance(MINUTE);
    const written = county.clock.now();
    county.clock.advance(5);
    await certify(1);
    expect(await sendAt(written, 0)).toMatchObject({ highestSequence: 1 });
    expect(await rollbackAlarms()).toBe(0);
  });

  it('is never seen in a sound one, in whatever order heartbeats and records arrive', async () => {
    const step = fc.record({ kind: fc.constantFrom('record', 'beat'), lag: fc.nat(400) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const machine = new TestTerminal(county.server, county.store);
        await machine.enrol();
        const idNumber = await county.person('receiving');
        const start = county.clock.now();
        let given = 0;
        const sent = steps.map(({ kind, lag }, index) => {
          const at = start + index * 100;
          if (kind === 'record') given += 1;
          const sequence = given;
          const record = machine.record({ idNumber }, { sequence: Math.max(given, 1), occurredAt: at });
          const send = (): Promise<unknown> =>
            kind === 'record'
              ? machine.deliverOne(record, { time: at })
              : machine.send('POST', '/heartbeat', beat(sequence, machine.epoch, at), { time: at });
          return { arrives: at + lag, send };
        });
        let highest = 0;
        for (const { arrives, send } of sent.toSorted((one, other) => one.arrives - other.arrives)) {
          county.clock.advance(Math.max(0, arrives - county.clock.now()));
          await send();
          const row = await county.store.db
            .selectFrom('terminals')
            .select('sequence')
            .where('terminal', '=', machine.id)
            .executeTakeFirstOrThrow();
          expect(row.sequence ?? 0).toBeGreaterThanOrEqual(highest);
          highest = row.sequence ?? 0;
        }
        county.clock.advance(1000);
      }),
      { numRuns: 30 },
    );
    expect(await rollbackAlarms()).toBe(0);
  });
});

describe('the highest certificate numbers', () => {
  const DAY = 24 * 60 * MINUTE;

  async function certifiedOn(day: string, counts: readonly number[], machine = terminal): Promise<void> {
    const at = Date.parse(`${day}T10:00:00+08:00`);
    const idNumber = await county.person('receiving');
    await machine.deliver(
      counts.map((count) =>
        machine.record(
          { idNumber, certificateNo: certificateNo(machine.number, count, at) },
          { occurredAt: at },
        ),
      ),
    );
  }

  it('are told for each day from the day before on, by the clock of the terminal', async () => {
    await certifiedOn('2026-11-20', [9]);
    await certifiedOn('2026-11-22', [2, 7, 3]);
    await certifiedOn('2026-11-23', [1]);
    expect(await sendAt(county.clock.now(), 5)).toMatchObject({
      highestCertificates: [
        certificateNo(terminal.number, 7, county.clock.now() - DAY),
        certificateNo(terminal.number, 1),
      ],
    });
    expect(await sendAt(Date.parse('2026-11-21T09:00:00+08:00'), 6)).toMatchObject({
      highestCertificates: [
        certificateNo(terminal.number, 9, Date.parse('2026-11-20T09:00:00+08:00')),
        certificateNo(terminal.number, 7, county.clock.now() - DAY),
        certificateNo(terminal.number, 1),
      ],
    });
  });

  it('are those of this terminal, not of its neighbours', async () => {
    const other = new TestTerminal(county.server, county.store);
    await other.enrol();
    await certifiedOn('2026-11-23', [4]);
    await certifiedOn('2026-11-23', [40], other);
    expect(await sendAt(county.clock.now(), 1)).toMatchObject({
      highestCertificates: [certificateNo(terminal.number, 4)],
    });
  });

  it('are told to a clock that is years off, of its days and of ours', async () => {
    await certifiedOn('2026-11-23', [3]);
    for (const now of [
      0,
      county.clock.now() - 5000 * DAY,
      county.clock.now() + 5000 * DAY,
      Number.MAX_SAFE_INTEGER,
    ]) {
      const answer = await terminal.send('POST', '/heartbeat', beat(1, terminal.epoch, now));
      expect(answer.status).toBe(200);
      const told = (answer.json as { highestCertificates: readonly string[] }).highestCertificates;
      expect(told).toEqual(now > county.clock.now() && now < 1e15 ? [] : [certificateNo(terminal.number, 3)]);
    }
  });

  it('come with an enrolment that is asked for again', async () => {
    const machine = new TestTerminal(county.server, county.store);
    const code = await issueCode(county.store, '大厅二号机');
    const first = enrolAnswerSchema.parse((await machine.tryEnrol(code)).json);
    expect(first.highestCertificates).toEqual([]);
    machine.id = first.terminal;
    machine.number = first.terminalNumber;
    await certifiedOn('2026-11-23', [8], machine);
    expect((await machine.tryEnrol(code)).json).toMatchObject({
      highestCertificates: [certificateNo(machine.number, 8)],
    });
  });
});
