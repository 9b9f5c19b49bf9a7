import { foreignCheckDigit } from '../../../shared/identity/id-number.ts';
import { describe, expect, test } from 'vitest';
import type { ReadFault } from '../../../devices/contract/id-card-reader.ts';
import { settle } from '../support/clock.ts';
import { createWorld, EXPIRED, idNumber, LI, toFallback, WANG } from '../support/world.ts';

async function toIdentify(world: ReturnType<typeof createWorld>): Promise<void> {
  await world.tap({ type: 'choose-service', service: 'certify' });
  world.on('identify');
}

describe('请放身份证', () => {
  test.each(['moved', 'not-an-id-card', 'not-genuine', 'garbled', 'unreadable'] satisfies ReadFault[])(
    'a reading that ends %s says so, keeps no name, and the next one is fresh',
    async (fault) => {
      const world = createWorld();
      await toIdentify(world);
      world.reader.emit({ type: 'placed' });
      world.reader.emit({ type: 'provisional-name', name: LI.name });
      await settle();
      expect(world.on('identify')).toMatchObject({ reading: true, provisionalName: LI.name });
      world.reader.emit({ type: 'read-failed', fault });
      await settle();
      expect(world.on('identify')).toMatchObject({ reading: false, provisionalName: null, trouble: fault });
      world.reader.emit({ type: 'placed' });
      await settle();
      expect(world.on('identify')).toMatchObject({ reading: true, trouble: null });
      world.reader.emit({ type: 'read', card: LI });
      await settle();
      expect(world.screen()).toBe('confirm-identity');
    },
  );

  test('a reading that fails at home is told on identify', async () => {
    const world = createWorld();
    world.reader.emit({ type: 'placed' });
    world.reader.emit({ type: 'read-failed', fault: 'not-an-id-card' });
    await settle();
    expect(world.on('identify').trouble).toBe('not-an-id-card');
  });

  test('a reader that announces a card and falls silent', async () => {
    const world = createWorld();
    await toIdentify(world);
    world.reader.emit({ type: 'placed' });
    await world.clock.advance(15_000);
    expect(world.on('identify')).toMatchObject({ reading: false, trouble: 'garbled' });
  });

  test('the reader unplugged in the middle of a reading, and back', async () => {
    const world = createWorld();
    await toIdentify(world);
    world.reader.emit({ type: 'placed' });
    world.reader.emit({ type: 'provisional-name', name: LI.name });
    world.reader.emit({ type: 'status', status: { kind: 'absent' } });
    await settle();
    expect(world.on('identify')).toMatchObject({ provisionalName: null, trouble: 'reader-lost' });
    expect(world.kiosk.view().strip.key).toBe('reader-absent');
    world.reader.emit({ type: 'status', status: { kind: 'ready' } });
    await settle();
    expect(world.on('identify').trouble).toBeNull();
    await world.card(LI);
    expect(world.screen()).toBe('confirm-identity');
  });

  test('不是我: the name is gone and the next card is read', async () => {
    const world = createWorld();
    await world.card(LI);
    await world.tap({ type: 'not-me' });
    expect(world.on('identify')).toMatchObject({ provisionalName: null, trouble: null, reading: false });
    await world.card(WANG);
    expect(world.on('confirm-identity').maskedName).toBe('王＊福');
    expect(world.county.lookups).toEqual([]);
  });

  test('返回 leads home', async () => {
    const world = createWorld();
    await toIdentify(world);
    await world.tap({ type: 'back' });
    expect(world.screen()).toBe('home');
  });
});

describe('没带卡', () => {
  const good = idNumber('99010119520101004');

  async function type(world: ReturnType<typeof createWorld>, keys: string): Promise<void> {
    for (const key of keys) await world.tap({ type: 'key', key });
  }

  async function toKeypad(world: ReturnType<typeof createWorld>): Promise<void> {
    await toIdentify(world);
    await world.tap({ type: 'no-card' });
    world.on('enter-number');
  }

  test('a good number leads to the ways without a face, and the county is not asked', async () => {
    const world = createWorld();
    await toKeypad(world);
    await type(world, good);
    await world.tap({ type: 'submit' });
    expect(world.on('fallback')).toMatchObject({ reason: 'no-card', retry: false, maskedName: '' });
    expect(world.county.lookups).toEqual([]);
    await world.tap({ type: 'choose-fallback', way: 'retry' });
    expect(world.screen()).toBe('fallback');
    await world.tap({ type: 'choose-fallback', way: 'counter' });
    await world.until('result');
    expect(world.journal.committed[0]).toMatchObject({ idNumber: good, name: '', source: 'typed' });
  });

  test('too short, a wrong check digit, one more key, clear, erase', async () => {
    const world = createWorld();
    await toKeypad(world);
    await type(world, good.slice(0, 17));
    await world.tap({ type: 'submit' });
    expect(world.on('enter-number').trouble).toBe('incomplete');
    await type(world, good.at(-1) === '1' ? '2' : '1');
    expect(world.on('enter-number').trouble).toBeNull();
    await world.tap({ type: 'submit' });
    expect(world.on('enter-number').trouble).toBe('check-digit');
    await type(world, '9');
    expect(world.on('enter-number').typed).toHaveLength(18);
    await world.tap({ type: 'erase' });
    expect(world.on('enter-number').typed).toBe(good.slice(0, 17));
    await world.tap({ type: 'clear' });
    expect(world.on('enter-number').typed).toBe('');
    await type(world, 'X1X');
    expect(world.on('enter-number').typed).toBe('1');
    await world.tap({ type: 'skip' });
    expect(world.screen()).toBe('enter-number');
    await world.tap({ type: 'back' });
    expect(world.screen()).toBe('identify');
  });

  test('the number of a foreigner’s old card: three letters, twelve digits, and nothing else', async () => {
    const foreign = `UTO11005001011${foreignCheckDigit('UTO11005001011')}`;
    const world = createWorld();
    await toKeypad(world);
    await type(world, 'UT');
    await world.tap({ type: 'submit' });
    expect(world.on('enter-number').trouble).toBe('incomplete');
    await type(world, '7OX1');
    expect(world.on('enter-number').typed).toBe('UTO1');
    await type(world, `${foreign.slice(4)}9`);
    expect(world.on('enter-number').typed).toBe(foreign);
    await world.tap({ type: 'submit' });
    expect(world.on('fallback')).toMatchObject({ reason: 'no-card' });
    await world.tap({ type: 'choose-fallback', way: 'counter' });
    await world.until('result');
    expect(world.journal.committed[0]).toMatchObject({ idNumber: foreign, source: 'typed' });
  });

  test('what was typed is wiped with the visit', async () => {
    const world = createWorld();
    await toKeypad(world);
    await type(world, good.slice(0, 10));
    await world.tap({ type: 'leave' });
    await toKeypad(world);
    expect(world.on('enter-number').typed).toBe('');
  });

  test('the card turns up after all: a visit of its own', async () => {
    const world = createWorld();
    await toKeypad(world);
    await world.card(LI);
    expect(world.on('confirm-identity').maskedName).toBe('李＊珍');
  });

  test('a private reason is not told to somebody who only typed a number', async () => {
    const world = createWorld();
    world.county.settleAnswers = [
      { decision: 'refused', reason: 'deceased', validThrough: undefined, resumptionProposed: false },
    ];
    await toKeypad(world);
    await type(world, good);
    await world.tap({ type: 'submit' });
    await world.tap({ type: 'choose-fallback', way: 'counter' });
    expect(await world.until('result')).toMatchObject({ outcome: 'ineligible', reason: 'county-refused' });
  });
});

describe('亲属见证', () => {
  test('another card bears witness', async () => {
    const world = createWorld();
    world.county.settleAnswers = [
      { decision: 'submitted', reason: null, validThrough: undefined, resumptionProposed: false },
    ];
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'witness' });
    expect(world.on('identify').whose).toBe('witness');
    await world.card(WANG);
    expect(await world.until('result')).toMatchObject({
      outcome: 'submitted',
      method: 'witness',
      maskedName: '李＊珍',
      certificateNo: '9901010001000001',
    });
    expect(world.journal.committed[0]).toMatchObject({
      idNumber: LI.idNumber,
      method: 'witness',
      witness: { idNumber: WANG.idNumber, name: WANG.name },
    });
    expect(world.journal.committed[0]).not.toHaveProperty('consent');
  });

  test('an expired card bears no witness, on its last day it still does', async () => {
    const world = createWorld();
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'witness' });
    await world.card(EXPIRED);
    expect(world.on('identify')).toMatchObject({
      whose: 'witness',
      trouble: 'expired',
      provisionalName: null,
      reading: false,
    });
    expect(world.journal.committed).toEqual([]);
    // The last day of that card, China Standard Time.
    world.clock.setWall(Date.UTC(2026, 10, 9, 15, 59));
    await world.card(EXPIRED);
    await world.until('result');
    expect(world.journal.committed).toMatchObject([{ witness: { idNumber: EXPIRED.idNumber } }]);
  });

  test('an expired card, then another relative', async () => {
    const world = createWorld();
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'witness' });
    await world.card(EXPIRED);
    await world.card(WANG);
    await world.until('result');
    expect(world.journal.committed).toMatchObject([{ witness: { idNumber: WANG.idNumber } }]);
  });

  test('the own card does not, and 没带卡 is no way here', async () => {
    const world = createWorld();
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'witness' });
    await world.card(LI);
    expect(world.on('identify')).toMatchObject({ whose: 'witness', trouble: 'same-person' });
    await world.tap({ type: 'no-card' });
    expect(world.on('identify').whose).toBe('witness');
    await world.tap({ type: 'back' });
    expect(world.screen()).toBe('fallback');
    expect(world.journal.committed).toEqual([]);
  });
});
