import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayUse } from '../../../app/shell/permissions.ts';
import { settle } from './fake-electron/ports.ts';
import { boot } from './support/booted.ts';
import { captureView, homeView } from './support/test-kiosk.ts';

const root = join(import.meta.dirname, '../../..');

/** Every permission that the installed Electron knows, read from its own types, and some that none knows. */
function everyPermission(): string[] {
  const types = readFileSync(join(root, 'node_modules/electron/electron.d.ts'), 'utf8');
  const line = types
    .split('\n')
    .find((candidate) => candidate.includes('setPermissionRequestHandler(handler'));
  const union = /permission: ((?:'[^']+'(?: \| )?)+)/.exec(line ?? '')?.[1] ?? '';
  return [...union.matchAll(/'([^']+)'/g)].map(([, name]) => name ?? '');
}

const URLS = [
  'app://kiosk',
  'app://kiosk/',
  'app://kiosk/index.html',
  'app://kiosk.evil/',
  'app://kiosk@evil/',
  'app://evil/kiosk',
  'APP://KIOSK/',
  'http://kiosk/',
  'https://county.example/',
  'http://127.0.0.1:7310/',
  'file:///etc/passwd',
  'data:text/html,x',
  'blob:app://kiosk/1',
  'about:blank',
  'about:srcdoc',
  'null',
  '',
];
const OURS = new Set(['app://kiosk', 'app://kiosk/', 'app://kiosk/index.html']);
const MEDIA = [[], ['video'], ['audio'], ['video', 'audio'], ['unknown'], ['video', 'video']];

describe('permissions', () => {
  const permissions = [...everyPermission(), 'quantum-camera', '', '__proto__'];

  it('are read in full from the installed Electron', () => {
    expect(permissions.length).toBeGreaterThan(45);
    expect(permissions).toEqual(expect.arrayContaining(['media', 'clipboard-read', 'usb', 'hid', 'serial']));
  });

  it('are refused but for video, for our top page, while capturing: the whole table', () => {
    const wrong: string[] = [];
    for (const permission of permissions)
      for (const url of URLS)
        for (const media of MEDIA)
          for (const mainFrame of [true, false])
            for (const capturing of [true, false]) {
              const expected =
                permission === 'media' &&
                OURS.has(url) &&
                media.length > 0 &&
                media.every((kind) => kind === 'video') &&
                mainFrame &&
                capturing;
              if (mayUse(permission, { url, mainFrame, media }, capturing) !== expected) {
                wrong.push(JSON.stringify({ permission, url, media, mainFrame, capturing }));
              }
            }
    expect(wrong).toEqual([]);
  });

  it('follow the terminal: the camera opens with the capture screen and closes with it', async () => {
    const booted = await boot();
    const { session } = booted.fake;
    const camera = (): Promise<boolean> => session.permitted('media', 'app://kiosk/index.html', ['video']);
    expect(await camera()).toBe(false);
    booted.kiosk().show(captureView);
    await settle();
    expect(await camera()).toBe(true);
    expect(await session.permitted('media', 'app://kiosk/index.html', ['video', 'audio'])).toBe(false);
    expect(await session.permitted('media', 'app://kiosk/index.html', ['video'], false)).toBe(false);
    booted.kiosk().show(homeView);
    await settle();
    expect(await camera()).toBe(false);
  });

  it('are also refused by the silent check, which has a handler of its own', async () => {
    const booted = await boot();
    const { session } = booted.fake;
    const check = (permission: string, mediaType?: string): boolean =>
      session.checkHandler?.(null, permission, 'app://kiosk/', {
        isMainFrame: true,
        ...(mediaType === undefined ? {} : { mediaType }),
      }) ?? true;
    for (const permission of permissions) expect(check(permission, 'video'), permission).toBe(false);
    booted.kiosk().show(captureView);
    await settle();
    expect(check('media', 'video')).toBe(true);
    expect(check('media', 'audio')).toBe(false);
    expect(check('media')).toBe(false);
    for (const permission of permissions.filter((name) => name !== 'media')) {
      expect(check(permission, 'video'), permission).toBe(false);
    }
  });

  it('refused by the shell are told to the terminal for its audit', async () => {
    const booted = await boot();
    await booted.fake.session.permitted('geolocation', 'app://kiosk/index.html', []);
    await settle();
    expect(booted.refusals).toEqual([{ what: 'geolocation', cause: 'permission' }]);
  });
});
