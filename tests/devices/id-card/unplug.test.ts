import { expect, it } from 'vitest';
import { Desk, LI } from './bench-desk.ts';

/** The reader's cable is pulled, reported by the operating system or not, and put back. */

it('absent at start, ready once it is plugged in', async () => {
  const desk = new Desk();
  desk.sam.unplug();
  desk.reader.start();
  await desk.clock.advance(0);
  expect(desk.reader.status()).toEqual({ kind: 'absent' });
  await desk.clock.advance(20_000);
  desk.sam.plug();
  const took = await desk.clock.until(() => desk.reader.status().kind === 'ready', 6000);
  expect(took).toBeLessThanOrEqual(5100);
});

it('tries again after 1, 2, 5 and 5 seconds', async () => {
  const desk = new Desk();
  const at: number[] = [];
  const open = desk.sam.portAt.bind(desk.sam);
  desk.sam.portAt = (rate) => {
    at.push(desk.clock.monotonic());
    return open(rate);
  };
  desk.sam.unplug();
  desk.reader.start();
  await desk.clock.advance(14_000);
  expect(at).toEqual([0, 1000, 3000, 8000, 13_000]);
});

it.each(['reported', 'silently'] as const)('pulled while idle, %s: told within two seconds', async (how) => {
  const desk = await new Desk().ready();
  desk.sam.unplug(how);
  const took = await desk.clock.until(() => desk.reader.status().kind !== 'ready', 5000);
  expect(took).toBeLessThanOrEqual(2000);
  await desk.clock.until(() => desk.reader.status().kind === 'absent', 3000);
  desk.sam.plug();
  await desk.clock.until(() => desk.reader.status().kind === 'ready', 6000);
  desk.sam.place(LI);
  expect(await desk.during(1000)).toEqual(['placed', 'name? 李秀珍', 'read 李秀珍']);
});

it.each([
  ['reported', 'moved'],
  // Half an answer came: the card lay there, the reader is what fell silent.
  ['silently', 'garbled'],
] as const)('pulled in the middle of reading, %s', async (how, fault) => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  await desk.next('provisional-name');
  desk.sam.unplug(how);
  const began = desk.clock.monotonic();
  expect(await desk.next('read-failed', 9000)).toMatchObject({ fault });
  expect(desk.clock.monotonic() - began).toBeLessThanOrEqual(2000);
  await desk.clock.until(() => desk.reader.status().kind === 'absent', 5000);
});

it('asks the SAM anew after every re-plugging, and the card that lay there is a new placement', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  await desk.next('read');
  desk.sam.unplug();
  await desk.clock.until(() => desk.reader.status().kind === 'absent', 1000);
  // A SAM that lost its power has forgotten that it read the card.
  desk.sam.place(LI);
  desk.sam.plug();
  desk.sam.heard.length = 0;
  expect(await desk.during(3000)).toEqual(['status ready', 'placed', 'name? 李秀珍', 'read 李秀珍']);
  expect(desk.sam.heard[0]).toBe('status');
});

it('a reader that hangs with its port open is no longer called ready, and recovers by itself', async () => {
  const desk = await new Desk().ready();
  desk.sam.faults.silent = true;
  const took = await desk.clock.until(() => desk.reader.status().kind === 'no-answer', 5000);
  expect(took).toBeLessThanOrEqual(2000);
  await desk.clock.advance(60_000);
  expect(desk.reader.status().kind).toBe('no-answer');
  desk.sam.faults.silent = false;
  await desk.clock.until(() => desk.reader.status().kind === 'ready', 12_000);
});

it('says of a port that may not be opened what the system says', async () => {
  const desk = new Desk();
  const name = 'COM3';
  const error = { kind: 'refused', detail: 'COM3: access denied' } as const;
  desk.sam.portAt = () => ({ name, open: () => Promise.resolve({ ok: false, error }) });
  desk.reader.start();
  await desk.clock.advance(0);
  expect(desk.reader.status()).toEqual(error);
});
