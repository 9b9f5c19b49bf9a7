import { expect, it } from 'vitest';
import type { BytePipe } from '../../../devices/transport/byte-pipe.ts';
import { Desk, LI } from './bench-desk.ts';
import { bytesOf } from './vectors.ts';

/** Noise on the line, damaged frames, hostile bytes. */

it('reads a card through noise before every answer', async () => {
  const desk = await new Desk().ready();
  desk.sam.faults.noise = bytesOf('00FFAAAA55AAAAAA96');
  desk.sam.place(LI);
  expect(await desk.during(900)).toEqual(['placed', 'name? 李秀珍', 'read 李秀珍']);
});

it('asks again when a card arrives with a wrong checksum, at most twice', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  desk.sam.override('readBase', () => {
    desk.sam.faults.corruptChecksums = 1;
    return false;
  });
  expect(await desk.during(1500)).toEqual(['placed', 'name? 李秀珍', 'failed garbled']);
  expect(desk.sam.heard.filter((command) => command === 'readBase')).toHaveLength(3);
});

it('a card that is damaged on the way once is read at the second asking', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  let reads = 0;
  desk.sam.override('readBase', () => {
    reads += 1;
    if (reads === 1) desk.sam.faults.corruptChecksums = 1;
    return false;
  });
  expect(await desk.during(1500)).toEqual(['placed', 'name? 李秀珍', 'read 李秀珍']);
});

it('five damaged exchanges within ten seconds open the port anew', async () => {
  const desk = await new Desk().ready();
  let opened = 0;
  const open = desk.sam.portAt.bind(desk.sam);
  desk.sam.portAt = (rate) => {
    opened += 1;
    return open(rate);
  };
  desk.sam.faults.noise = bytesOf('AAAAAA9669FFFF00');
  await desk.clock.until(() => opened === 1, 10_000);
  expect(desk.sam.heard.filter((command) => command === 'find').length).toBeGreaterThanOrEqual(5);
  desk.sam.faults.noise = new Uint8Array(0);
  await desk.clock.until(() => desk.reader.status().kind === 'ready', 3000);
});

it('a reader that answers with nothing but garbage is no-answer, without a busy loop', async () => {
  const desk = await new Desk().ready();
  desk.sam.override('find', () => {
    desk.sam.faults.corruptChecksums = 1;
    return false;
  });
  desk.sam.override('status', () => {
    desk.sam.faults.corruptChecksums = 1;
    return false;
  });
  await desk.clock.until(() => desk.reader.status().kind === 'no-answer', 10_000);
  desk.sam.heard.length = 0;
  await desk.clock.advance(60_000);
  expect(desk.reader.status().kind).toBe('no-answer');
  expect(desk.sam.heard.length).toBeLessThan(300);
});

it('a flood of hostile bytes between polls holds no memory and stops nothing', async () => {
  const desk = await new Desk().ready();
  const pipes: BytePipe[] = [];
  const attach = desk.sam.attach.bind(desk.sam);
  desk.sam.attach = (pipe, rate) => {
    pipes.push(pipe);
    attach(pipe, rate);
  };
  desk.sam.unplug();
  await desk.clock.until(() => desk.reader.status().kind === 'absent', 1000);
  desk.sam.plug();
  await desk.clock.until(() => desk.reader.status().kind === 'ready', 3000);
  const flood = new Uint8Array(100_000).map(
    (_, index) => [0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x09, 0x5f][index % 7]!,
  );
  for (let i = 0; i < 3; i++) await pipes.at(-1)!.write(flood, 100);
  desk.sam.place(LI);
  expect((await desk.next('read', 10_000)).card.name).toBe('李秀珍');
});

it('a late answer to an earlier request is not taken for the answer to this one', async () => {
  const desk = await new Desk().ready();
  // 9F before the true answer to each request, as after a lost time-out.
  desk.sam.faults.noise = bytesOf('AAAAAA9669000800009F0000000097');
  desk.sam.override('find', () => ({ sw3: 0x9f, data: new Uint8Array(4) }));
  desk.sam.place(LI);
  desk.sam.override('select', () => ({ sw3: 0x90, data: new Uint8Array(8) }));
  desk.sam.override('readBase', () => ({ sw3: 0x41 }));
  expect(await desk.during(900)).toEqual(['placed', 'failed moved']);
});
