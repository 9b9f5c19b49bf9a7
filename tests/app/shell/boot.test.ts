import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { windowOptions } from '../../../app/shell/window.ts';
import { boot, page } from './support/booted.ts';

const root = join(import.meta.dirname, '../../..');

describe('the start of the shell', () => {
  it('opens exactly one window on the start page', async () => {
    const { fake } = await boot();
    expect(fake.windows).toHaveLength(1);
    expect(fake.contents.loads).toEqual(['app://kiosk/index.html']);
  });

  it('has the window options of the reviewed recipe, no more and no less', () => {
    const golden: unknown = JSON.parse(
      readFileSync(join(root, 'tests/fixtures/shell/window-options.json'), 'utf8'),
    );
    expect(windowOptions('PRELOAD', { x: 0, y: 0, width: 1080, height: 1920 })).toEqual(golden);
  });

  it('opens its window with that recipe', async () => {
    const { fake } = await boot();
    expect(fake.window.options).toEqual(
      windowOptions('/opt/songbai/dist/shell/preload.cjs', { x: 0, y: 0, width: 1080, height: 1920 }),
    );
  });

  it('keeps the session in memory', async () => {
    const { fake } = await boot();
    expect([...fake.sessions.keys()]).toEqual(['kiosk']);
    expect(fake.session.partition).not.toMatch(/^persist:/);
  });

  it('puts every renderer into the sandbox', async () => {
    expect((await boot()).fake.sandboxed).toBe(true);
  });

  it('registers app: as standard and secure, and never as one that passes by the CSP', async () => {
    expect((await boot()).fake.schemes).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
      },
    ]);
  });

  it('appends the three known switches and no other', async () => {
    expect((await boot()).fake.switches).toEqual([
      ['host-resolver-rules', 'MAP * ~NOTFOUND'],
      ['disable-pinch', undefined],
      ['overscroll-history-navigation', '0'],
    ]);
  });

  it('has no menu, so no menu shortcut', async () => {
    expect((await boot()).fake.menu).toBeNull();
  });

  it('keeps the display awake', async () => {
    expect((await boot()).fake.blockers).toEqual(['prevent-display-sleep']);
  });

  it('asks that the window is left out of screen captures', async () => {
    expect((await boot()).fake.window.contentProtection).toBe(true);
  });

  it('leaves when it is already running, without opening anything', async () => {
    const { fake } = await boot({ firstInstance: false }).catch(() => ({ fake: undefined }));
    expect(fake?.quits).toBe(1);
    expect(fake?.windows).toEqual([]);
  });

  it('brings the window forward when somebody starts it a second time', async () => {
    const { fake } = await boot();
    fake.app.emit('second-instance');
    expect(fake.window.focused).toBe(1);
    expect(fake.windows).toHaveLength(1);
  });

  it('closes only when the shell is told to quit, not by a key or a window manager', async () => {
    const { fake } = await boot();
    fake.window.close();
    expect(fake.window.closed).toBe(false);
    fake.api.app.quit();
    expect(fake.window.closed).toBe(true);
  });

  it('stands on the touch display when the machine knows one', async () => {
    const touch = { x: 1920, y: 0, width: 1080, height: 1920 };
    const { fake } = await boot({
      before: (before) => before.displays.push({ id: 2, bounds: touch, touchSupport: 'available' }),
    });
    expect(fake.window.bounds).toEqual(touch);
  });

  it.each(['display-added', 'display-removed', 'display-metrics-changed'])(
    'fills its display again after %s, and gives a second display nothing',
    async (event) => {
      const { fake } = await boot();
      const bounds = { x: 0, y: 0, width: 1280, height: 1024 };
      fake.displays = [{ id: 1, bounds, touchSupport: 'unknown' }];
      fake.screenEvents.emit(event);
      expect(fake.window.bounds).toEqual(bounds);
      expect(fake.window.kioskCalls).toEqual([true]);
      expect(fake.windows).toHaveLength(1);
    },
  );

  it('starts the terminal as a utility process with the arguments it was given', async () => {
    const { fake } = await boot();
    expect(fake.terminal.args).toEqual(['--config', 'kiosk.json']);
    expect(fake.terminal.options).toEqual({ env: {}, execArgv: [], serviceName: 'songbai-terminal' });
  });

  it('joins page and terminal: views arrive, and taps go back', async () => {
    const booted = await boot();
    expect(page(booted).views.map(({ screen }) => screen)).toEqual(['home']);
    page(booted).send(
      JSON.stringify({ type: 'intent', page: 1, intent: { type: 'choose-service', service: 'certify' } }),
    );
    const { settle } = await import('./fake-electron/ports.ts');
    await settle();
    expect(booted.kiosk().intents).toEqual([
      { intent: { type: 'choose-service', service: 'certify' }, page: 1 },
    ]);
  });
});
