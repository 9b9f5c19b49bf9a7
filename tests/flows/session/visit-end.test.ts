import { describe, expect, test } from 'vitest';
import { settle } from '../support/clock.ts';
import {
  createWorld,
  EXPIRED,
  LI,
  NOON,
  toCapture,
  toConsent,
  toFallback,
  toResult,
  WANG,
} from '../support/world.ts';

describe('退出', () => {
  test('ends the visit at once, from every screen of it', async () => {
    const ways: Record<string, (world: ReturnType<typeof createWorld>) => Promise<unknown>> = {
      identify: (world) => world.tap({ type: 'choose-service', service: 'certify' }),
      'confirm-identity': (world) => world.card(LI),
      consent: (world) => toConsent(world),
      capture: (world) => toCapture(world),
      fallback: (world) => toFallback(world),
      result: (world) => toResult(world),
    };
    for (const [screen, go] of Object.entries(ways)) {
      const world = createWorld();
      await go(world);
      expect(world.screen()).toBe(screen);
      await world.tap({ type: 'leave' });
      expect(world.screen()).toBe('home');
    }
  });

  test('not while saving; then again', async () => {
    const world = createWorld();
    world.journal.fault = 'hold';
    world.county.settleAnswers = ['hold'];
    await toCapture(world);
    await world.until('working');
    await world.tap({ type: 'leave' });
    expect(world.on('working').what).toBe('saving');
    world.journal.release();
    await settle();
    expect(world.on('working').what).toBe('reporting');
    await world.tap({ type: 'leave' });
    expect(world.screen()).toBe('home');
    expect(world.journal.committed).toHaveLength(1);
  });

  test('leaving while paper moves: the slip is still known as printed', async () => {
    const world = createWorld();
    await toResult(world);
    world.printer.answer = 'hold';
    await world.tap({ type: 'print-receipt' });
    await world.tap({ type: 'leave' });
    expect(world.screen()).toBe('home');
    world.printer.release({ ok: true, value: undefined });
    await settle();
    expect(world.journal.receipts.map(([, state]) => state)).toEqual(['begun', 'printed']);
  });

  test('a reading that ends after 退出 brings nobody back', async () => {
    const world = createWorld();
    world.reader.emit({ type: 'placed' });
    await settle();
    await world.tap({ type: 'leave' });
    world.reader.emit({ type: 'provisional-name', name: LI.name });
    world.reader.emit({ type: 'read', card: LI });
    await settle();
    expect(world.screen()).toBe('home');
  });

  test('the screen process came back: home, whatever was going on', async () => {
    const world = createWorld();
    await toConsent(world);
    world.kiosk.screenRestarted();
    await settle();
    expect(world.screen()).toBe('home');
  });

  test('the screen came back while saving: home, and the record stands', async () => {
    const world = createWorld();
    world.journal.fault = 'hold';
    await toCapture(world);
    await world.until('working');
    world.kiosk.screenRestarted();
    world.journal.release();
    await settle();
    expect(world.screen()).toBe('home');
    expect(world.journal.committed).toHaveLength(1);
  });
});

describe('another card', () => {
  test('wipes the visit and begins the new person at confirm-identity', async () => {
    const world = createWorld();
    await toConsent(world);
    await world.tap({ type: 'set-text', text: 2 });
    const before = world.kiosk.view().page;
    await world.card(WANG);
    expect(world.on('confirm-identity')).toMatchObject({ maskedName: '王＊福', busy: false });
    expect(world.kiosk.view().ease.text).toBe(0);
    expect(world.kiosk.view().page).toBeGreaterThan(before);
    expect(world.county.lookups).toEqual([LI.idNumber]);
    expect(world.journal.notes.map((note) => note.details?.['how'])).toContain('card-swapped');
  });

  test('the same card again is a sign of life, nothing else', async () => {
    const world = createWorld();
    await toCapture(world);
    const page = world.kiosk.view().page;
    await world.card(LI);
    expect(world.screen()).toBe('capture');
    expect(world.kiosk.view().page).toBe(page);
  });

  test('during capture the camera is stopped with the visit', async () => {
    const world = createWorld();
    await toCapture(world);
    await world.clock.advance(1_000);
    await world.card(WANG);
    await world.tap({ type: 'leave' });
    const timers = world.clock.pending();
    await world.clock.advance(5_000);
    expect(world.clock.pending()).toBe(timers);
  });

  test('while saving it waits until the record stands', async () => {
    const world = createWorld();
    world.journal.fault = 'hold';
    await toCapture(world);
    await world.until('working');
    await world.card(WANG);
    expect(world.on('working').what).toBe('saving');
    world.journal.release();
    await settle();
    await world.until('confirm-identity', 10_000);
    expect(world.on('confirm-identity').maskedName).toBe('王＊福');
    expect(world.journal.committed.map((draft) => draft.idNumber)).toEqual([LI.idNumber]);
  });

  test('a tap meant for the person before has no effect on the next', async () => {
    const world = createWorld();
    await world.card(LI);
    const page = world.kiosk.view().page;
    await world.card(WANG);
    world.kiosk.send({ type: 'confirm-me' }, page);
    await settle();
    expect(world.on('confirm-identity').busy).toBe(false);
    expect(world.county.lookups).toEqual([]);
  });
});

describe('double taps', () => {
  test('是我本人 twice asks the county once', async () => {
    const world = createWorld();
    await world.card(LI);
    const page = world.kiosk.view().page;
    world.kiosk.send({ type: 'confirm-me' }, page);
    world.kiosk.send({ type: 'confirm-me' }, page);
    await settle();
    expect(world.county.lookups).toHaveLength(1);
  });

  test('人工窗口 ten times is one record', async () => {
    const world = createWorld();
    await toFallback(world);
    const page = world.kiosk.view().page;
    for (let i = 0; i < 10; i++) world.kiosk.send({ type: 'choose-fallback', way: 'counter' }, page);
    await world.until('result');
    expect(world.journal.committed).toHaveLength(1);
  });

  test('打印回执 three times is one slip', async () => {
    const world = createWorld();
    await toResult(world);
    const page = world.kiosk.view().page;
    for (let i = 0; i < 3; i++) world.kiosk.send({ type: 'print-receipt' }, page);
    await settle();
    world.kiosk.send({ type: 'print-receipt' }, page);
    await settle();
    expect(world.printer.printed).toHaveLength(1);
  });

  test('an intent for another page has no effect, earlier or later', async () => {
    const world = createWorld();
    await toConsent(world);
    const { page } = world.kiosk.view();
    for (const other of [page - 1, page + 1, 0, Number.NaN]) world.kiosk.send({ type: 'agree' }, other);
    await settle();
    expect(world.screen()).toBe('consent');
  });

  test('pages grow with each change of screen and stay within one', async () => {
    const world = createWorld();
    await toResult(world);
    let last = { page: 0, screen: '' };
    for (const view of world.views) {
      expect(view.page).toBeGreaterThanOrEqual(last.page);
      if (view.screen !== last.screen) expect(view.page).toBeGreaterThan(last.page);
      last = view;
    }
  });
});

describe('the clock', () => {
  test('a wall clock that jumps a year neither wipes a visit nor keeps it', async () => {
    const world = createWorld();
    await toConsent(world);
    world.clock.setWall(NOON + 366 * 24 * 3_600_000);
    await world.clock.advance(44_000);
    expect(world.screen()).toBe('consent');
    await world.clock.advance(16_000);
    expect(world.screen()).toBe('home');
  });

  test('a card is good through its last day, China Standard Time', async () => {
    const world = createWorld();
    // 2026-11-09 23:59 CST is still 15:59 UTC of the 9th.
    world.clock.setWall(Date.UTC(2026, 10, 9, 15, 59));
    await world.card(EXPIRED);
    await world.tap({ type: 'confirm-me' });
    expect(world.screen()).toBe('consent');
    await world.tap({ type: 'leave' });
    world.clock.setWall(Date.UTC(2026, 10, 9, 16, 0));
    await world.card(EXPIRED);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('fallback')).toMatchObject({ reason: 'card-expired', retry: false });
  });
});
