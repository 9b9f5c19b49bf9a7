import { expect, it, onTestFinished } from 'vitest';
import type { HeartbeatRequest } from '../../../../shared/protocol/messages.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

async function witness() {
  const county = await testCounty();
  onTestFinished(() => county.close());
  const terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
  return {
    async beat(says: Partial<HeartbeatRequest>): Promise<void> {
      const request: HeartbeatRequest = {
        epoch: terminal.epoch,
        sequence: 0,
        queued: 0,
        parked: 0,
        now: county.clock.now(),
        software: 'test',
        devices: [],
        ...says,
      };
      const { status } = await terminal.send('POST', '/heartbeat', JSON.stringify(request));
      expect(status).toBe(200);
    },
    async said() {
      const row = county.store.db.selectFrom('terminals').select(['audit_sequence', 'heard_sequence']);
      return await row.executeTakeFirstOrThrow();
    },
    async alarms(): Promise<number> {
      const rows = county.store.db.selectFrom('audit').select('sequence');
      return (await rows.where('event', '=', 'chain-differs-from-witness').execute()).length;
    },
    now: () => county.clock.now(),
  };
}

const head = (sequence: number, digit: string) => ({ sequence, hash: digit.repeat(64) });

it('a terminal that has heard of nothing yet contradicts nobody', async () => {
  const { beat, alarms } = await witness();
  await beat({ countyAudit: head(0, '0') });
  expect(await alarms()).toBe(0);
});

it('a terminal that knows another chain is told of once, whatever it names of it', async () => {
  const { beat, alarms, said } = await witness();
  for (const digit of ['a', 'b', 'c']) await beat({ countyAudit: head(1, digit) });
  expect(await alarms()).toBe(1);
  expect((await said()).heard_sequence).toBe(1);
});

it('what a terminal says whose clock was set back far is heard, what was overtaken is not', async () => {
  const { beat, said, now } = await witness();
  await beat({ audit: head(5, 'a') });
  await beat({ audit: head(4, 'b'), now: now() - 1000 });
  expect((await said()).audit_sequence).toBe(5);
  await beat({ audit: head(9, 'c'), now: now() - 60 * 60 * 1000 });
  expect((await said()).audit_sequence).toBe(9);
});
