import { describe, expect, it } from 'vitest';
import { fakeEvent } from './fake-electron/contents.ts';
import { settle } from './fake-electron/ports.ts';
import { boot, page } from './support/booted.ts';
import { personalView } from './support/test-kiosk.ts';

const GUARDS = [
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'will-prevent-unload',
  'before-input-event',
  'certificate-error',
  'login',
  'select-bluetooth-device',
  'render-process-gone',
];

describe('ways out of the page', () => {
  it('are all shut before the first byte is loaded', async () => {
    const { contents } = (await boot()).fake;
    expect(contents.guardsAtFirstLoad).toEqual(expect.arrayContaining(GUARDS));
    expect(contents.openHandler).toBeDefined();
    expect(contents.session.requestHandler).toBeDefined();
  });

  it.each([
    'will-navigate',
    'will-frame-navigate',
    'will-redirect',
    'will-attach-webview',
    'login',
    'select-bluetooth-device',
  ])('%s is prevented, reported, and the person sees the start page', async (name) => {
    const booted = await boot();
    booted.kiosk().show(personalView);
    await settle();
    const before = page(booted);
    const event = fakeEvent();
    booted.fake.contents.emit(name, event, 'https://evil.example/');
    expect(event.prevented).toBe(true);
    await settle();
    expect(page(booted)).not.toBe(before);
    expect(page(booted).views.at(-1)?.screen).toBe('home');
    expect(booted.refusals[0]?.cause).toBe('guard');
    expect(booted.kiosk().restarts).toBeGreaterThan(0);
  });

  it('window.open gets no window', async () => {
    const booted = await boot();
    expect(booted.fake.contents.open('app://kiosk/index.html')).toBe(false);
    await settle();
    expect(booted.fake.windows).toHaveLength(1);
    expect(booted.refusals).toEqual([{ what: 'window-open', cause: 'guard' }]);
  });

  it('a page that does not want to be unloaded is unloaded', async () => {
    const { contents } = (await boot()).fake;
    const event = fakeEvent();
    contents.emit('will-prevent-unload', event);
    expect(event.prevented).toBe(true);
  });

  it('zoom goes back to 1', async () => {
    const { contents } = (await boot()).fake;
    contents.zoom = 3;
    contents.emit('zoom-changed', fakeEvent(), 'in');
    expect(contents.zoom).toBe(0);
  });

  it('WebRTC, which no request filter sees, may not leave by itself', async () => {
    expect((await boot()).fake.contents.webRtcPolicy).toBe('disable_non_proxied_udp');
  });

  it('window.print does nothing and cannot be put back', async () => {
    const { world } = page(await boot());
    expect((world['print'] as () => unknown)()).toBeUndefined();
    expect(() => {
      world['print'] = () => 'system dialog';
    }).toThrow(TypeError);
  });

  it('the clipboard is emptied whenever a page begins', async () => {
    const booted = await boot();
    expect(booted.fake.clipboardCleared).toBe(1);
    booted.fake.contents.forcefullyCrashRenderer();
    await settle();
    expect(booted.fake.clipboardCleared).toBe(2);
  });
});
