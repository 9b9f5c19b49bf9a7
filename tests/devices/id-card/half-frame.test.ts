import { expect, it } from 'vitest';
import { Desk, LI } from './bench-desk.ts';

/** An answer stops in the middle. */

it('half a poll answer is asked for again, and costs nothing else', async () => {
  const desk = await new Desk().ready();
  desk.sam.faults.halfFrames = 1;
  expect(await desk.during(2000)).toEqual([]);
  desk.sam.place(LI);
  expect((await desk.next('read')).card.name).toBe('李秀珍');
});

it('half a card is asked for again and read', async () => {
  const desk = await new Desk().ready();
  let reads = 0;
  desk.sam.override('readBase', () => {
    reads += 1;
    if (reads === 1) desk.sam.faults.halfFrames = 1;
    return false;
  });
  desk.sam.place(LI);
  await desk.next('placed');
  await desk.next('provisional-name');
  expect((await desk.next('read', 2000)).card.name).toBe('李秀珍');
});

it('the rest of a late frame does not spoil the next answer', async () => {
  const desk = await new Desk({ baudRate: 9600 }).ready();
  let reads = 0;
  desk.sam.override('readBase', () => {
    reads += 1;
    if (reads === 1) desk.sam.faults.corruptChecksums = 1;
    return false;
  });
  desk.sam.place(LI);
  expect((await desk.next('read', 8000)).card.name).toBe('李秀珍');
});

it.each([1, 2, 3, 7, 64, 1000, 2000])('answers in pieces of %i bytes read alike', async (chunkBytes) => {
  const desk = await new Desk({ chunkBytes }).ready();
  desk.sam.place(LI);
  expect((await desk.next('read')).card.name).toBe('李秀珍');
});

it('answers in one piece read alike', async () => {
  const desk = await new Desk({ paced: false }).ready();
  desk.sam.place(LI);
  expect((await desk.next('read')).card.name).toBe('李秀珍');
});
