import { expect, it } from 'vitest';
import { encodeReadBase } from '../../../devices/simulators/sam/card-image.ts';
import { Desk, inWords, LI, WANG } from './bench-desk.ts';

it('asks the SAM how it is before it polls, and is ready only then', async () => {
  const desk = new Desk();
  desk.reader.start();
  expect(desk.reader.status().kind).toBe('starting');
  await desk.clock.until(() => desk.sam.heard.includes('find'), 1000);
  expect(desk.sam.heard[0]).toBe('status');
  expect(desk.reader.status()).toEqual({ kind: 'ready' });
});

it('tells a card as placed, by its provisional name, and read, in that order', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  expect(await desk.during(1000)).toEqual(['placed', 'name? 李秀珍', 'read 李秀珍']);
  expect(desk.sam.heard.slice(desk.sam.heard.indexOf('select'))[1]).toBe('readBase');
});

it('shows the name before the photo has arrived', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  await desk.next('placed');
  const toName = await desk.clock.until(() => desk.events.some((e) => e.type === 'provisional-name'), 1000);
  const toCard = await desk.clock.until(() => desk.events.some((e) => e.type === 'read'), 1000);
  expect(toName).toBeLessThan((toName + toCard) * 0.35);
});

it('waits for the card type before it shows a name that may be the start of an English one', async () => {
  const desk = await new Desk().ready();
  const { nation: _n, address: _a, ...rest } = LI as typeof LI & { nation: string; address: string };
  desk.sam.place({
    ...rest,
    kind: 'foreigner-2017',
    name: '样本爱丽丝',
    idNumber: 'UTO110080010118',
    englishName: 'SPECIMEN, ALICE SYNTHETIC',
    chineseName: '样本爱丽丝',
    country: 'UTO',
    version: '01',
    authority: '1100',
  });
  expect(await desk.during(1000)).toEqual(['placed', 'name? 样本爱丽丝', 'read 样本爱丽丝']);
});

it('keeps rare characters code unit for code unit', async () => {
  const desk = await new Desk().ready();
  const name = '王\u{20BB7}\uE0FF\u4DAE';
  desk.sam.place({ ...LI, name });
  expect((await desk.next('read')).card.name).toBe(name);
});

it('a card that stays after its reading is read once', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  await desk.next('read');
  expect(await desk.during(30_000)).toEqual([]);
});

it('the same card put down again seconds later is a new placement', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  await desk.next('read');
  desk.sam.remove();
  await desk.clock.advance(2000);
  desk.sam.place(LI);
  expect(await desk.during(1000)).toEqual(['placed', 'name? 李秀珍', 'read 李秀珍']);
});

it('another card in its place between two polls is a new placement', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(LI);
  await desk.next('read');
  desk.sam.place(WANG);
  expect(await desk.during(1000)).toEqual(['placed', 'name? 王𠮷䶮', 'read 王𠮷䶮']);
});

it.each([
  [0x40, 'not-an-id-card'],
  [0x31, 'not-genuine'],
  [0x32, 'not-genuine'],
  [0x33, 'not-genuine'],
  [0x81, 'moved'],
  [0x41, 'moved'],
])('SW3 %i on selecting is told as %s, once while the card lies there', async (sw3, fault) => {
  const desk = await new Desk().ready();
  desk.sam.override('select', () => ({ sw3 }));
  desk.sam.place(LI);
  expect(await desk.during(5000)).toEqual(['placed', `failed ${fault}`]);
  desk.sam.remove();
  await desk.during(1000);
  desk.sam.place(LI);
  expect(await desk.during(5000)).toEqual(['placed', `failed ${fault}`]);
});

it('sends a request again once when the SAM says that it arrived damaged', async () => {
  const desk = await new Desk().ready();
  desk.sam.faults.answersInstead.set('select', [0x10]);
  desk.sam.faults.answersInstead.set('readBase', [0x21]);
  desk.sam.place(LI);
  expect(await desk.during(1000)).toEqual(['placed', 'name? 李秀珍', 'read 李秀珍']);
});

it('says unreadable of a verified card whose number is none', async () => {
  const desk = await new Desk().ready();
  desk.sam.place(encodeReadBase({ ...LI, idNumber: '99010119500101' }));
  expect(await desk.during(1000)).toEqual(['placed', 'name? 李秀珍', 'failed unreadable']);
});

it('a SAM that fails its self-test is broken, and ready again when it recovers', async () => {
  const desk = new Desk();
  const heal = desk.sam.override('status', () => ({ sw3: 0x60 }));
  desk.reader.start();
  await desk.clock.advance(1000);
  expect(desk.reader.status()).toEqual({ kind: 'broken', detail: 'SAM status 60' });
  heal();
  await desk.clock.until(() => desk.reader.status().kind === 'ready', 6000);
});

it('a SAM that loses its authorisation while polling is broken', async () => {
  const desk = await new Desk().ready();
  desk.sam.override('find', () => ({ sw3: 0x66 }));
  desk.sam.override('status', () => ({ sw3: 0x66 }));
  expect(await desk.during(10_000)).toEqual(['status broken']);
});

it('delivers nothing after unsubscribing or stopping, and leaves no timer behind', async () => {
  const desk = await new Desk().ready();
  const late: string[] = [];
  const off = desk.reader.subscribe((event) => {
    late.push(inWords(event));
    off();
  });
  desk.sam.place(LI);
  await desk.next('placed');
  const stopped = desk.reader.stop();
  expect(await desk.during(5000)).toEqual([]);
  await stopped;
  await desk.reader.stop();
  expect(late).toEqual(['placed']);
  expect(desk.clock.pending).toBe(0);
});

it('can be started again after it was stopped', async () => {
  const desk = await new Desk().ready();
  await desk.reader.stop();
  desk.sam.place(LI);
  desk.reader.start();
  expect(await desk.during(2000)).toEqual(['placed', 'name? 李秀珍', 'read 李秀珍']);
});
