import { expect, it } from 'vitest';
import { BAUD_RATES } from '../../../devices/id-card/sam-reader.ts';
import { Desk, LI } from './bench-desk.ts';

/** Reader and port speak at different rates: garbage, or nothing. */

it.each(['garbage', 'silence'])(
  'a configured rate that is wrong gives %s: no-answer, never ready',
  async (how) => {
    const desk = new Desk({ baudRate: 9600, readerBaudRate: 115_200 });
    desk.sam.faults.silent = how === 'silence';
    desk.reader.start();
    const took = await desk.clock.until(() => desk.reader.status().kind === 'no-answer', 5000);
    expect(took).toBeLessThanOrEqual(2000);
    await desk.clock.advance(60_000);
    expect(desk.reader.status().kind).toBe('no-answer');
  },
);

it.each(BAUD_RATES)('without a configured rate, a reader at %i is found and read', async (baudRate) => {
  const desk = await new Desk({ baudRate }).ready();
  desk.sam.place(LI);
  expect((await desk.next('read', 4000)).card.name).toBe('李秀珍');
});

it('the rate that worked comes first after a re-plugging', async () => {
  const desk = await new Desk({ baudRate: 9600 }).ready();
  const rates: number[] = [];
  const open = desk.sam.portAt.bind(desk.sam);
  desk.sam.portAt = (rate) => {
    rates.push(rate);
    return open(rate);
  };
  desk.sam.unplug();
  await desk.clock.until(() => desk.reader.status().kind === 'absent', 1000);
  desk.sam.plug();
  await desk.clock.until(() => desk.reader.status().kind === 'ready', 3000);
  expect(rates).toEqual([9600]);
});

it('another reader at another rate in its place is found too', async () => {
  const desk = await new Desk({ baudRate: 9600 }).ready();
  desk.sam.setBaudRate(57_600);
  await desk.clock.until(() => desk.reader.status().kind === 'no-answer', 5000);
  await desk.clock.until(() => desk.reader.status().kind === 'ready', 60_000);
});
