import { describe, expect, test } from 'vitest';
import { PAPER_OK, PROFILE } from '../support/fakes.ts';
import { settle } from '../support/clock.ts';
import { createWorld, LI, toConsent, toResult } from '../support/world.ts';

describe('out of service', () => {
  test('before the start it is starting', () => {
    const world = createWorld({ start: false });
    expect(world.on('out-of-service').reason).toBe('starting');
    world.kiosk.send({ type: 'touch' }, world.kiosk.view().page);
    world.kiosk.start();
    expect(world.screen()).toBe('home');
  });

  test('not enrolled, until it is', async () => {
    const world = createWorld({ start: false });
    world.county.current = undefined;
    world.kiosk.start();
    await settle();
    expect(world.on('out-of-service')).toMatchObject({ reason: 'not-enrolled', nearest: '' });
    await world.card(LI);
    expect(world.screen()).toBe('out-of-service');
    world.county.current = PROFILE;
    world.kiosk.refresh();
    await settle();
    expect(world.screen()).toBe('home');
  });

  test('revoked is not the same as not enrolled', async () => {
    const world = createWorld();
    await toConsent(world);
    world.county.isRevoked = true;
    world.county.current = undefined;
    world.kiosk.refresh();
    await world.tap({ type: 'leave' });
    expect(world.on('out-of-service').reason).toBe('revoked');
    world.kiosk.refresh();
    expect(world.on('out-of-service').reason).toBe('revoked');
  });

  test.each([
    ['disk', 'disk'],
    ['damaged', 'store-damaged'],
    ['rolled-back', 'rolled-back'],
  ] as const)('a store that is %s', async (health, reason) => {
    const world = createWorld();
    world.journal.state = health;
    world.kiosk.refresh();
    await settle();
    expect(world.on('out-of-service')).toMatchObject({ reason, nearest: PROFILE.nearest });
    world.journal.state = 'ok';
    world.kiosk.refresh();
    expect(world.screen()).toBe('home');
  });

  test('found out only when somebody comes', async () => {
    const world = createWorld();
    world.journal.state = 'disk';
    await world.card(LI);
    expect(world.on('out-of-service').reason).toBe('disk');
  });

  test('a visit that is under way ends first', async () => {
    const world = createWorld();
    await toConsent(world);
    world.journal.state = 'disk';
    world.kiosk.refresh();
    await settle();
    expect(world.screen()).toBe('consent');
    await world.tap({ type: 'leave' });
    expect(world.on('out-of-service').reason).toBe('disk');
  });

  test('a defect of ours closes for half a minute and keeps nothing', async () => {
    const world = createWorld();
    world.journal.earlier = () => {
      throw new Error('a defect');
    };
    world.county.lookupAnswer = 'throw';
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('out-of-service').reason).toBe('internal');
    await world.clock.advance(30_000);
    expect(world.screen()).toBe('home');
  });

  test('no reader closes nothing: 没带卡 stays', async () => {
    const world = createWorld({ without: ['idCard'] });
    expect(world.on('home').strip).toEqual({ tone: 'heed', key: 'reader-absent' });
    await world.tap({ type: 'choose-service', service: 'certify' });
    expect(world.on('identify').trouble).toBe('reader-lost');
    await world.tap({ type: 'no-card' });
    expect(world.on('enter-number').what).toBe('id-number');
  });

  test('a service that is not built does nothing', async () => {
    const world = createWorld();
    await world.tap({ type: 'choose-service', service: 'account' });
    expect(world.screen()).toBe('home');
  });
});

describe('the strip says one true sentence', () => {
  test('device trouble first, as it comes and goes', async () => {
    const world = createWorld();
    const word = (): string => world.kiosk.view().strip.key;
    expect(word()).toBe('all-well');
    world.county.isOnline = false;
    world.county.changed();
    expect(word()).toBe('offline');
    world.printer.say({ ...PAPER_OK, paper: 'low' });
    expect(word()).toBe('offline');
    world.county.isOnline = true;
    expect(word()).toBe('paper-low');
    world.face.setLink({ kind: 'absent' });
    expect(word()).toBe('camera-absent');
    world.printer.say({ ...PAPER_OK, paper: 'out' });
    expect(word()).toBe('paper-out');
    world.printer.say({ ...PAPER_OK, cover: 'open' });
    expect(word()).toBe('printer-cover');
    world.printer.say({ ...PAPER_OK, fault: 'cutter' });
    expect(word()).toBe('printer-fault');
    world.printer.say({ ...PAPER_OK, link: { kind: 'no-answer' } });
    expect(word()).toBe('printer-no-answer');
    world.printer.say({ ...PAPER_OK, link: { kind: 'refused', detail: 'EACCES' } });
    expect(word()).toBe('printer-absent');
    world.reader.emit({ type: 'status', status: { kind: 'no-answer' } });
    expect(word()).toBe('reader-no-answer');
    world.reader.emit({ type: 'status', status: { kind: 'absent' } });
    expect(word()).toBe('reader-absent');
  });

  test('a clock that is wrong, after the devices and where the visit stands, before the line', async () => {
    const world = createWorld();
    const strip = () => world.kiosk.view().strip;
    world.clockTrusted = false;
    expect(strip()).toEqual({ tone: 'heed', key: 'clock-untrusted' });
    world.county.isOnline = false;
    expect(strip().key).toBe('clock-untrusted');
    world.printer.say({ ...PAPER_OK, paper: 'out' });
    expect(strip().key).toBe('paper-out');
    world.printer.say(PAPER_OK);
    await toConsent(world);
    expect(strip().key).toBe('clock-untrusted');
    await world.tap({ type: 'agree' });
    await world.until('result');
    expect(strip().key).toBe('county-received');
    await world.tap({ type: 'done' });
    world.journal.state = 'disk';
    world.kiosk.refresh();
    expect(strip().key).toBe('nothing-recorded');
  });

  test('a clock that was set is published although nobody tells, also without a camera', async () => {
    const world = createWorld({ without: ['face'] });
    world.clockTrusted = false;
    const word = () => world.views.at(-1)?.strip.key;
    await world.clock.advance(1_100);
    expect(word()).toBe('camera-absent');
    await world.tap({ type: 'choose-service', service: 'certify' });
    world.clockTrusted = true;
    await world.clock.advance(1_100);
    const before = word();
    world.clockTrusted = false;
    await world.clock.advance(1_100);
    expect([before, word()]).toEqual(['nothing-recorded', 'clock-untrusted']);
  });

  test('every change is published, also that of a camera that says nothing by itself', async () => {
    const world = createWorld();
    await settle();
    world.face.setLink({ kind: 'absent' });
    await world.clock.advance(1_100);
    expect(world.views.at(-1)?.strip.key).toBe('camera-absent');
    world.printer.say({ ...PAPER_OK, paper: 'out' });
    await settle();
    expect(world.views.at(-1)?.strip.key).toBe('paper-out');
    const count = world.views.length;
    await world.clock.advance(30_000);
    expect(world.views).toHaveLength(count);
  });

  test('where the visit stands', async () => {
    const world = createWorld();
    await toConsent(world);
    expect(world.kiosk.view().strip).toEqual({ tone: 'plain', key: 'take-card-back' });
    await world.tap({ type: 'leave' });
    expect(world.kiosk.view().strip).toEqual({ tone: 'heed', key: 'card-left' });
    await world.clock.advance(20_000);
    expect(world.kiosk.view().strip).toEqual({ tone: 'plain', key: 'all-well' });
    await toResult(world);
    expect(world.kiosk.view().strip.key).toBe('county-received');
  });
});
