import { describe, expect, it } from 'vitest';
import { ALIVE_LIMIT } from '../../../app/terminal/host/shell-protocol.ts';
import { settle } from './fake-electron/ports.ts';
import type { Booted } from './support/booted.ts';
import { boot, page } from './support/booted.ts';
import { captureView, homeView, personalView } from './support/test-kiosk.ts';

async function inAVisit(): Promise<Booted> {
  const booted = await boot();
  booted.kiosk().show(personalView);
  await settle();
  expect(page(booted).views.at(-1)?.screen).toBe('confirm-identity');
  return booted;
}

/** A new page, joined, that was never shown anything but the start. */
function expectCleanStart(booted: Booted, before: ReturnType<typeof page>): void {
  expect(page(booted)).not.toBe(before);
  expect(page(booted).alive).toBe(true);
  expect(page(booted).standing).toEqual([true]);
  expect(page(booted).views.map(({ screen }) => screen)).toEqual(['home']);
}

describe('the page', () => {
  it('that crashes is replaced: visit over, storage and cache wiped, start page joined', async () => {
    const booted = await inAVisit();
    const before = page(booted);
    const { storageCleared, cacheCleared } = booted.fake.session;
    booted.fake.contents.forcefullyCrashRenderer();
    await settle();
    expectCleanStart(booted, before);
    expect(booted.fake.session.storageCleared).toBe(storageCleared + 1);
    expect(booted.fake.session.cacheCleared).toBe(cacheCleared + 1);
    expect(booted.fake.terminal.received).toContainEqual({ type: 'screen-lost', cause: 'crashed' });
  });

  it('that crashes ends the visit at once, even when no page comes back', async () => {
    const booted = await inAVisit();
    booted.disk.set('/index.html', Buffer.from('altered'));
    booted.fake.contents.forcefullyCrashRenderer();
    await settle();
    expect(page(booted).alive).toBe(false);
    expect(booted.kiosk().view().screen).toBe('home');
  });

  it('that hangs is killed and replaced', async () => {
    const booted = await inAVisit();
    const before = page(booted);
    before.hung = true;
    booted.fake.window.emit('unresponsive');
    await settle();
    expectCleanStart(booted, before);
  });

  it('that hangs without Chromium noticing is missed by the terminal and replaced', async () => {
    const booted = await inAVisit();
    const before = page(booted);
    before.hung = true;
    for (let passed = 0; passed < 30_000; passed += 5_000) {
      booted.clock.advance(5_000);
      await settle();
    }
    expectCleanStart(booted, before);
  });

  it('that paints is left alone for an hour', async () => {
    const booted = await boot();
    const before = page(booted);
    for (let passed = 0; passed < 3_600_000; passed += 2_000) {
      before.send(JSON.stringify({ type: 'painted', page: 1 }));
      await settle();
      booted.clock.advance(2_000);
    }
    expect(page(booted)).toBe(before);
  });

  it('is loaded afresh after each visit, once the start page has stood for a moment', async () => {
    const booted = await inAVisit();
    const before = page(booted);
    booted.kiosk().show(homeView);
    booted.clock.advance(2_000);
    await settle();
    expect(page(booted)).toBe(before);
    booted.clock.advance(2_000);
    await settle();
    expectCleanStart(booted, before);
    booted.clock.advance(10_000);
    await settle();
    expect(booted.fake.contents.loads).toHaveLength(2);
  });

  it('is not loaded afresh under the finger of the next person', async () => {
    const booted = await inAVisit();
    const before = page(booted);
    booted.kiosk().show(homeView);
    booted.clock.advance(2_000);
    booted.kiosk().show(captureView);
    booted.clock.advance(10_000);
    await settle();
    expect(page(booted)).toBe(before);
  });

  it('loses the camera with the visit', async () => {
    const booted = await boot();
    booted.kiosk().show(captureView);
    await settle();
    booted.fake.contents.forcefullyCrashRenderer();
    await settle();
    expect(await booted.fake.session.permitted('media', 'app://kiosk/index.html', ['video'])).toBe(false);
  });

  it('that crashes again and again ends the shell, so that the service manager starts it anew', async () => {
    const booted = await boot();
    for (let crash = 0; crash < 11; crash += 1) {
      booted.fake.contents.forcefullyCrashRenderer();
      await settle();
    }
    expect(booted.fake.exits).toEqual([1]);
  });

  it('that crashes once a minute never ends the shell', async () => {
    const booted = await boot();
    for (let crash = 0; crash < 60; crash += 1) {
      booted.fake.contents.forcefullyCrashRenderer();
      await settle();
      booted.clock.advance(5_000);
      page(booted).send(JSON.stringify({ type: 'painted', page: 1 }));
      await settle();
      booted.clock.advance(5_000);
      page(booted).send(JSON.stringify({ type: 'painted', page: 1 }));
      await settle();
    }
    expect(booted.fake.exits).toEqual([]);
    expect(page(booted).alive).toBe(true);
  });

  it('that cannot be loaded is tried again', async () => {
    const booted = await boot();
    const index = booted.disk.get('/index.html')!;
    booted.disk.set('/index.html', Buffer.from('altered'));
    booted.fake.contents.forcefullyCrashRenderer();
    await settle();
    booted.disk.set('/index.html', index);
    booted.clock.advance(1_000);
    await settle();
    expect(page(booted).alive).toBe(true);
    expect(page(booted).views.at(-1)?.screen).toBe('home');
  });
});

describe('the terminal process', () => {
  it('that dies is started again with growing waits, and the page starts clean', async () => {
    const booted = await inAVisit();
    const before = page(booted);
    booted.fake.terminal.kill();
    await settle();
    expect(page(booted)).not.toBe(before);
    expect(page(booted).views).toEqual([]);
    expect(page(booted).standing).toEqual([]);
    expect(booted.fake.children).toHaveLength(1);
    booted.clock.advance(1_000);
    await settle();
    expect(booted.fake.children).toHaveLength(2);
    expectCleanStart(booted, before);
  });

  it('that dies takes the camera with it', async () => {
    const booted = await boot();
    booted.kiosk().show(captureView);
    await settle();
    booted.fake.terminal.kill();
    await settle();
    expect(await booted.fake.session.permitted('media', 'app://kiosk/index.html', ['video'])).toBe(false);
  });

  it('that dies while starting is tried after 1, 2, 4 … 30 s', async () => {
    const booted = await boot();
    const waits: number[] = [];
    for (let death = 0; death < 7; death += 1) {
      const count = booted.fake.children.length;
      booted.fake.terminal.kill();
      await settle();
      let waited = 0;
      while (booted.fake.children.length === count && waited < 60) {
        booted.clock.advance(1_000);
        waited += 1;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(booted.fake.exits).toEqual([]);
  });

  it('that hangs is killed and started again', async () => {
    const booted = await boot();
    const first = booted.fake.terminal;
    first.hung = true;
    booted.clock.advance(ALIVE_LIMIT);
    expect(first.killed).toBe(true);
    await settle();
    booted.clock.advance(1_000);
    await settle();
    expect(booted.fake.children).toHaveLength(2);
    expect(page(booted).views.at(-1)?.screen).toBe('home');
  });

  it('cannot make the shell do anything but what the few known messages say', async () => {
    const booted = await boot();
    for (const message of [
      { type: 'capturing', on: 'yes' },
      { type: 'capturing', on: true, more: 1 },
      { type: 'open', url: 'https://evil.example' },
      'capturing',
      null,
    ]) {
      booted.fake.terminal.emit('message', message);
    }
    await settle();
    expect(await booted.fake.session.permitted('media', 'app://kiosk/index.html', ['video'])).toBe(false);
    expect(booted.fake.contents.loads).toHaveLength(1);
  });
});
