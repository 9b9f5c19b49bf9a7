import { describe, expect, it } from 'vitest';
import { mayFetch } from '../../../app/terminal/host/app-scheme.ts';
import { fakeEvent } from './fake-electron/contents.ts';
import { settle } from './fake-electron/ports.ts';
import { boot } from './support/booted.ts';

describe('the session', () => {
  it.each([
    'http://example.org/',
    'https://county.example/terminal/v1/records',
    'ws://127.0.0.1:7310/channel',
    'wss://county.example/',
    'file:///etc/passwd',
    'ftp://example.org/',
    'data:text/html,x',
    'chrome://gpu',
    'devtools://devtools/bundled/inspector.html',
    'app://evil/index.html',
    'app://kiosk.evil/index.html',
    'blob:https://evil/1',
    'view-source:app://kiosk/index.html',
  ])('lets no request out to %s', async (url) => {
    const booted = await boot();
    expect(await booted.fake.session.request(url, 'GET')).toEqual({ status: 0 });
    await settle();
    expect(booted.refusals).toEqual([{ what: 'request', cause: 'network' }]);
  });

  it('reports a bounded number of refusals, however many there are, and then replaces the page', async () => {
    const booted = await boot();
    for (let request = 0; request < 199; request += 1) await booted.fake.session.request('https://x/', 'GET');
    await settle();
    expect(booted.refusals).toHaveLength(20);
    expect(booted.fake.contents.loads).toHaveLength(1);
    await booted.fake.session.request('https://x/', 'GET');
    await settle();
    expect(booted.fake.contents.loads).toHaveLength(2);
  });

  it('lets the page have its own files and blobs', () => {
    expect(mayFetch('app://kiosk/assets/index.js')).toBe(true);
    expect(mayFetch('blob:app://kiosk/5b2f')).toBe(true);
  });

  it('gives no device: no USB, HID, serial, Bluetooth, screen picture', async () => {
    const { session } = (await boot()).fake;
    expect(session.deviceHandler?.()).toBe(false);
    const answers: unknown[] = [];
    session.pairing?.({}, (answer) => answers.push(answer));
    session.displayMedia?.({}, (streams) => answers.push(streams));
    expect(answers).toEqual([{ confirmed: false }, null]);
  });

  it('trusts no certificate at all', async () => {
    const { session, contents } = (await boot()).fake;
    const answers: unknown[] = [];
    session.certificates?.({}, (result) => answers.push(result));
    const event = fakeEvent();
    contents.emit('certificate-error', event, 'https://x', 'ERR_CERT', {}, (trusted: boolean) =>
      answers.push(trusted),
    );
    expect(answers).toEqual([-2, false]);
    expect(event.prevented).toBe(true);
  });

  it('cancels downloads and goes back to a clean start page', async () => {
    const booted = await boot();
    const event = fakeEvent();
    booted.fake.session.emit('will-download', event);
    expect(event.prevented).toBe(true);
    await settle();
    expect(booted.fake.contents.loads).toHaveLength(2);
    expect(booted.refusals).toEqual([{ what: 'download', cause: 'guard' }]);
  });

  it('denies files that Chromium itself finds doubtful', async () => {
    const { session } = (await boot()).fake;
    const answers: unknown[] = [];
    session.emit('file-system-access-restricted', fakeEvent(), {}, (answer: string) => answers.push(answer));
    expect(answers).toEqual(['deny']);
  });

  it('has no spell-checker, which would fetch dictionaries and keep words', async () => {
    expect((await boot()).fake.session.spellChecker).toBe(false);
  });
});
