import { request } from 'node:http';
import { createConnection } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { findAssets } from '../../../shared/node/assets-folder.ts';
import type { Line } from '../../../app/terminal/dock/dock.ts';
import { openDock } from '../../../app/terminal/dock/open-dock.ts';
import type { BrowserHost } from '../../../app/terminal/host/browser-host.ts';
import { openBrowserHost } from '../../../app/terminal/host/browser-host.ts';
import { readPersonas } from '../../../devices/camera/personas.ts';
import { openDevices } from '../../../devices/registry/open-devices.ts';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { fakeKiosk } from './fake-kiosk.ts';

let host: BrowserHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

/** A host with the dock of a reader, a printer, a face and a line, all simulated. */
async function open(requireToken: boolean) {
  const personas = readPersonas(`${findAssets()}/demo/personas`);
  if (!personas.ok) throw new Error(personas.error);
  const devices = openDevices(
    {
      idCard: { driver: 'simulated' },
      receiptPrinter: { driver: 'simulated', columns: 48 },
      face: { engine: 'scripted', persona: 'cooperative' },
    },
    {
      clock: systemClock,
      random: systemRandom,
      glyphs: { glyph: () => undefined },
      personas: personas.value,
      onUncovered: () => undefined,
    },
  );
  if (!devices.ok) throw new Error(devices.error);
  let up = true;
  const line: Line = {
    isUp: () => up,
    cut: () => {
      up = false;
    },
    restore: () => {
      up = true;
    },
  };
  const refused: string[] = [];
  const dock = openDock(devices.value, findAssets(), line);
  host = await openBrowserHost({
    kiosk: fakeKiosk(),
    clock: systemClock,
    random: systemRandom,
    assets: new Map([
      ['/index.html', { read: () => Buffer.from('<!doctype html>'), mime: 'text/html', etag: '"1"' }],
      ['/dock.html', { read: () => Buffer.from('<!doctype html>'), mime: 'text/html', etag: '"2"' }],
    ]),
    port: 0,
    requireToken,
    ...(dock === undefined ? {} : { dock }),
    onRefusal: (cause) => refused.push(cause),
  });
  return { url: new URL(host.url), dockUrl: host.dockUrl, devices: devices.value, line, refused };
}

interface Answer {
  readonly status: number;
  readonly allow: string | undefined;
  readonly body: string;
}

function ask(
  url: URL,
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: url.hostname, port: url.port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, allow: response.headers.allow, body: text }),
      );
    });
    sent.on('error', reject).end(body);
  });
}

describe('the dock of a kiosk', () => {
  it('takes the token of this start, for its page, its state and its verbs, or nothing', async () => {
    const { url, dockUrl, line } = await open(true);
    expect(dockUrl).toBe(`${url.origin}/dock${url.search}`);
    for (const token of ['', '?token=', '?token=wrong']) {
      expect((await ask(url, 'GET', `/dock${token}`)).status).toBe(403);
      expect((await ask(url, 'GET', `/dock.html${token}`)).status).toBe(403);
      expect((await ask(url, 'GET', `/dock/state${token}`)).status).toBe(403);
      expect((await ask(url, 'POST', `/dock/network/cut${token}`, '{}')).status).toBe(403);
    }
    expect(line.isUp()).toBe(true);
    expect((await ask(url, 'GET', `/dock${url.search}`)).status).toBe(200);
    expect((await ask(url, 'GET', `/dock/state${url.search}`)).status).toBe(200);
    expect((await ask(url, 'POST', `/dock/network/cut${url.search}`, '{}')).status).toBe(200);
    expect(line.isUp()).toBe(false);
  });
});

describe('the dock of the demo', () => {
  it('takes orders of a plain client and of its own page, never of a page of somebody else', async () => {
    const { url, line, refused } = await open(false);
    const cut = (headers: Record<string, string>): Promise<Answer> =>
      ask(url, 'POST', '/dock/network/cut', '{}', headers);
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: url.origin, 'sec-fetch-site': 'cross-site' },
      { host: 'evil.example' },
      { host: `evil.example:${url.port}` },
    ];
    for (const headers of foreign) expect((await cut(headers)).status, JSON.stringify(headers)).toBe(403);
    expect((await ask(url, 'GET', '/dock/state', undefined, { origin: 'https://evil.example' })).status).toBe(
      403,
    );
    expect(line.isUp()).toBe(true);
    // Each of them is counted, and an order that the dock does not know.
    expect(refused).toEqual(
      Array.from({ length: 9 }, (_, index) => (index === 6 || index === 7 ? 'page' : 'dock')),
    );
    expect((await ask(url, 'POST', '/dock/network/no-such-verb', '{}')).status).toBe(404);
    await expect.poll(() => refused.length).toBe(10);
    for (const headers of [{}, { origin: url.origin, 'sec-fetch-site': 'same-origin' }]) {
      line.restore();
      expect((await cut(headers)).status).toBe(200);
      expect(line.isUp()).toBe(false);
    }
  });

  it('knows devices and verbs by name and methods by kind', async () => {
    const { url } = await open(false);
    for (const path of [
      '/dock/idCard/explode',
      '/dock/nothing/remove',
      '/dock/constructor/name',
      '/dock/__proto__/toString',
      '/dock/idCard/__proto__',
      '/dock/idCard',
      '/dock/',
      '/dock/idCard/remove/more',
      '/dock/idCard/',
    ]) {
      expect((await ask(url, 'POST', path, '{}')).status, path).toBe(404);
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
      const answer = await ask(url, method, '/dock/idCard/remove');
      expect([answer.status, answer.allow], method).toEqual([405, 'POST']);
    }
    expect(await ask(url, 'POST', '/dock/state', '{}')).toMatchObject({ status: 405, allow: 'GET' });
  });

  it('says in a sentence what it cannot read, and does nothing then', async () => {
    const { url, devices } = await open(false);
    const before = devices.face?.persona().name;
    const bodies: [number, string | Buffer][] = [
      [400, '{'],
      [400, '[]'],
      [400, '"photo"'],
      [400, 'null'],
      [400, '{}'],
      [400, '{"persona":{"toString":1}}'],
      [400, '{"persona":["photo"]}'],
      [400, '{"persona":"toString"}'],
      [400, '{"persona":"__proto__"}'],
      [400, '{"__proto__":{"persona":"photo"}}'],
      [400, '{"persona":"../personas/photo"}'],
      [400, Buffer.from([0x22, 0xff, 0xfe, 0x22])],
      [413, `{"persona":"${'x'.repeat(5_000)}"}`],
    ];
    for (const [status, body] of bodies) {
      const answer = await ask(url, 'POST', '/dock/face/persona', body);
      expect(answer.status, String(body).slice(0, 40)).toBe(status);
      expect((JSON.parse(answer.body) as { error: string }).error).toMatch(/\w \w/);
    }
    expect(devices.face?.persona().name).toBe(before);
    expect((await ask(url, 'POST', '/dock/face/persona', '{"persona":"photo"}')).status).toBe(200);
    expect(devices.face?.persona().name).toBe('photo');
  });

  it('answers any JSON at all with 200 or 400', async () => {
    const { url } = await open(false);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('idCard/place', 'face/persona', 'idCard/remove', 'receiptPrinter/refill'),
        fc.json({ maxDepth: 3 }),
        async (verb, body) => {
          const { status } = await ask(url, 'POST', `/dock/${verb}`, body);
          expect([200, 400]).toContain(status);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does not wait for the end of an order that has none', async () => {
    const { url } = await open(false);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = createConnection(Number(url.port), '127.0.0.1', () => {
        socket.write(
          `POST /dock/idCard/remove HTTP/1.1\r\nHost: ${url.host}\r\nTransfer-Encoding: chunked\r\n\r\n`,
        );
        const more = setInterval(() => socket.write(`400\r\n${'x'.repeat(0x400)}\r\n`), 5);
        socket.on('close', () => {
          clearInterval(more);
          resolve(text);
        });
      });
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      socket.on('error', () => undefined);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/^connection: close\r$/im);
  });

  it('lets go of an order that is cut short', async () => {
    const { url } = await open(false);
    for (let i = 0; i < 20; i += 1) {
      await new Promise<void>((resolve) => {
        const socket = createConnection(Number(url.port), '127.0.0.1', () => {
          socket.write(
            `POST /dock/idCard/remove HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 100\r\n\r\n{`,
            () => {
              if (i % 2 === 0) socket.destroy();
              else socket.resetAndDestroy();
            },
          );
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
      });
    }
    expect((await ask(url, 'GET', '/dock/state')).status).toBe(200);
  });
});

describe('who stands before the camera', () => {
  it('comes with each card, unless somebody was put there by hand: they stay for the next card', async () => {
    const { url, devices } = await open(false);
    const order = (path: string, body: object): Promise<Answer> =>
      ask(url, 'POST', `/dock/${path}`, JSON.stringify(body));
    const persona = (): string | undefined => devices.face?.persona().name;
    await order('idCard/place', { person: 'slow' });
    expect(persona()).toBe('slow');
    await order('face/persona', { persona: 'photo' });
    await order('idCard/place', { person: 'due' });
    expect(persona()).toBe('photo');
    await order('idCard/place', { person: 'certified' });
    expect(persona()).toBe('cooperative');
  });

  it('says nothing of paper until something is printed, and tells each story in both languages', async () => {
    const { url } = await open(false);
    const state = JSON.parse((await ask(url, 'GET', '/dock/state')).body) as {
      paper: string[];
      people: { story: string; storyEn: string }[];
    };
    expect(state.paper).toEqual([]);
    for (const { story, storyEn } of state.people) {
      expect(story).toMatch(/\p{Script=Han}/u);
      expect(storyEn).toMatch(/^[\p{ASCII}’–—“”]+$/u);
    }
  });
});
