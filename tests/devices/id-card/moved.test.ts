import { expect, it } from 'vitest';
import { Desk, LI } from './bench-desk.ts';

/** The card slides or leaves while it is being read. */

it('SW3 41 in the middle of reading asks for the card again, and the next placement is read', async () => {
  const desk = await new Desk().ready();
  desk.sam.faults.answersInstead.set('readBase', [0x41]);
  desk.sam.place(LI);
  await desk.next('placed');
  expect(await desk.next('read-failed')).toMatchObject({ fault: 'moved' });
  expect(await desk.during(1000)).toEqual(['placed', 'name? 李秀珍', 'read 李秀珍']);
});

it('a card taken away between finding and selecting', async () => {
  const desk = await new Desk().ready();
  desk.sam.override('select', () => {
    desk.sam.remove();
    return false;
  });
  desk.sam.place(LI);
  expect(await desk.during(3000)).toEqual(['placed', 'failed moved']);
});

it('no answer to the reading in time: moved, and the link is still good', async () => {
  const desk = await new Desk().ready();
  desk.sam.override('select', () => {
    desk.sam.faults.silent = true;
    return false;
  });
  desk.sam.place(LI);
  await desk.next('placed');
  // The answer to the selection is lost too; both waits are bounded.
  const took = await desk.clock.until(() => desk.events.some((e) => e.type === 'read-failed'), 4000);
  expect(took).toBeLessThanOrEqual(3200);
  desk.sam.faults.silent = false;
  expect(desk.reader.status().kind).toBe('ready');
});

it('keeps nothing of a card whose reading failed', async () => {
  const desk = await new Desk().ready();
  desk.sam.override('readBase', () => {
    desk.sam.remove();
    return { sw3: 0x41 };
  });
  desk.sam.place(LI);
  await desk.next('read-failed');
  const told = JSON.stringify(desk.events);
  expect(told).not.toContain('李秀珍');
});
