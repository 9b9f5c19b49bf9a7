import { expect, it } from 'vitest';
import { Desk, LI } from './bench-desk.ts';

/** Readers that take their time: every answer late, or an answer with a pause inside. */

it.each([500, 900, 1200, 2000])('a reader that takes %i ms for every answer reads cards', async (ms) => {
  const desk = new Desk({ baudRate: 9600, readerBaudRate: 9600 });
  desk.sam.faults.delayMs = ms;
  await desk.ready();
  desk.sam.place(LI);
  expect((await desk.next('read', 60_000)).card.name).toBe('李秀珍');
  expect(desk.events.filter((event) => event.type === 'read-failed')).toEqual([]);
  // And goes on doing so, and says of itself that it is slow.
  const later = await desk.during(120_000);
  expect(later.filter((word) => word !== 'status ready')).toEqual([]);
  expect(desk.reader.status()).toEqual({ kind: 'ready', slowMs: Math.round(ms / 500) * 500 });
  expect(await desk.during(120_000)).toEqual([]);
  desk.sam.place(LI);
  expect((await desk.during(20_000)).at(-1)).toBe('read 李秀珍');
});

it('is found at any rate, however slow', async () => {
  const desk = new Desk({ baudRate: 19_200 });
  desk.sam.faults.delayMs = 1500;
  await desk.ready();
  desk.sam.place(LI);
  expect((await desk.next('read', 60_000)).card.name).toBe('李秀珍');
});

it.each([600, 1500, 3500])('a pause of %i ms inside an answer is not a card that moved', async (ms) => {
  const desk = await new Desk().ready();
  desk.sam.faults.pauseMs = ms;
  desk.sam.place(LI);
  await desk.next('read', 60_000).catch(() => undefined);
  desk.sam.place(LI);
  expect((await desk.next('read', 60_000)).card.name).toBe('李秀珍');
  expect(desk.events.map((event) => (event.type === 'read-failed' ? event.fault : ''))).not.toContain(
    'moved',
  );
});

it('a quick reader is not called slow', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  await desk.next('read');
  await desk.clock.advance(10_000);
  expect(desk.reader.status()).toEqual({ kind: 'ready' });
});
