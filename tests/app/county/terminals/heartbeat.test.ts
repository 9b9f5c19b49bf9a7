import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
});
afterEach(() => county.close());

function beat(sequence: number, epoch = terminal.epoch): string {
  return JSON.stringify({
    epoch,
    sequence,
    queued: 0,
    parked: 0,
    now: county.clock.now(),
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
