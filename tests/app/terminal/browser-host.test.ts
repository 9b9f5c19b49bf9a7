import { request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Asset } from '../../../app/terminal/host/asset-manifest.ts';
import type { BrowserHost } from '../../../app/terminal/host/browser-host.ts';
import { openBrowserHost } from '../../../app/terminal/host/browser-host.ts';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { CHANNEL_MAX_BYTES, CHANNEL_MAX_RATE } from '../../../shared/view/channel.ts';
import { fakeKiosk } from './fake-kiosk.ts';

const assets = new Map<string, Asset>([
  [
    '/index.html',
    { read: () => Buffer.from('<!doctype html>'), mime: 'text/html; charset=utf-8', etag: '"1"' },
  ],
  ['/assets/a.js', { read: () => Buffer.from('1'), mime: 'text/javascript; charset=utf-8', etag: '"2"' }],
]);

let host: BrowserHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

async function open(
  requireToken = true,
  clock = systemClock,
): Promise<{ url: URL; kiosk: ReturnType<typeof fakeKiosk>; host: BrowserHost; refused: readonly string[] }> {
  const kiosk = fakeKiosk();
  const refused: string[] = [];
  host = await openBrowserHost({
    kiosk,
    clock,
    random: systemRandom,
    assets,
    port: 0,
    requireToken,
    onRefusal: (cause) => refused.push(cause),
  });
  return { url: new URL(host.url), kiosk, host, refused };
}

/** fetch() normalises paths and forbids setting Host; this sends what it is told. */
function get(
  url: URL,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string; csp: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: url.hostname, port: url.port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          csp: String(response.headers['content-security-policy']),
        }),
      );
    });
    sent.on('error', reject).end();
  });
}

function channelUrl(url: URL): string {
  return `ws://${url.host}/channel${url.search}`;
}

/** Resolves with 'open' or the HTTP status that refused. */
function knock(url: string, origin: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { origin });
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('error', () => resolve('error'));
  });
}

async function connect(
  url: URL,
): Promise<{ socket: WebSocket; next: () => Promise<string>; closed: Promise<number> }> {
  const socket = new WebSocket(channelUrl(url), { origin: url.origin });
  const queue: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  socket.on('message', (data) => {
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
    const waiter = waiting.shift();
    if (waiter === undefined) queue.push(text);
    else waiter(text);
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => resolve(code));
  });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  const next = (): Promise<string> =>
    new Promise((resolve) => {
      const text = queue.shift();
      if (text === undefined) waiting.push(resolve);
      else resolve(text);
    });
  return { socket, next, closed };
}

describe('the browser host', () => {
  it('answers a plain GET of the printed address with 200 and a strict policy', async () => {
    const { url } = await open();
    const page = await get(url, url.pathname + url.search);
    expect(page.status).toBe(200);
    expect(page.csp).toContain("default-src 'none'");
    expect(page.csp).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(page.csp).toContain(`connect-src 'self' ws://${url.host};`);
    expect(page.csp).not.toContain('unsafe-inline');
  });

  it('refuses the page without the token of this start, and gives each start another', async () => {
    const { url } = await open();
    expect((await get(url, '/')).status).toBe(403);
    expect((await get(url, '/?token=x')).status).toBe(403);
    await host?.close();
    const again = await open();
    expect(again.url.search).not.toBe(url.search);
  });

  it('refuses other host names, so that a rebound name cannot reach it', async () => {
    const { url } = await open();
    expect((await get(url, url.pathname + url.search, { host: 'evil.example' })).status).toBe(403);
  });

  it('serves only what the manifest holds', async () => {
    const { url } = await open();
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/%00',
      '/assets/..%2f..%2fpackage.json',
      '/assets/',
    ]) {
      expect((await get(url, path)).status, path).toBe(404);
    }
    expect((await get(url, '/assets/a.js')).body).toBe('1');
  });

  it('opens the channel only to its own page', async () => {
    const { url } = await open();
    expect(await knock(channelUrl(url), url.origin)).toBe('open');
    expect(await knock(channelUrl(url), 'https://evil.example')).toBe('403');
    expect(await knock(`ws://${url.host}/channel?token=wrong`, url.origin)).toBe('403');
    expect(await knock(`ws://${url.host}/elsewhere${url.search}`, url.origin)).toBe('403');
  });
});

/** A masked text frame of a client, for sockets that ws no longer lets speak. */
function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  if (body.length > 125) throw new Error('keep it short');
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

/** One raw connection: what came back when the other side ended it. */
function raw(url: URL, sent: string, then: (socket: Socket) => void = () => undefined): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = createConnection(Number(url.port), '127.0.0.1', () => {
      socket.write(sent);
      then(socket);
    });
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

describe('a hostile connection', () => {
  const upgrade = (path: string, host: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;

  it('that asks for the channel and resets harms nobody, refused or not', async () => {
    const { url } = await open();
    for (const path of ['/channel', `/channel${url.search}`, '/elsewhere']) {
      for (let i = 0; i < 20; i += 1) {
        await raw(url, upgrade(path, url.host), (socket) => socket.resetAndDestroy());
      }
    }
    expect((await get(url, url.pathname + url.search)).status).toBe(200);
  });

  it('that is refused is hung up on, though it never hangs up itself', async () => {
    const { url } = await open();
    const options = { port: Number(url.port), host: '127.0.0.1', allowHalfOpen: true };
    let answer = '';
    await new Promise<void>((resolve) => {
      const socket = createConnection(options, () => socket.write(upgrade('/channel', url.host)));
      let talking: ReturnType<typeof setInterval> | undefined;
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk;
      });
      // Only words that nobody takes any more tell that the other side has really gone.
      socket.on('end', () => {
        talking = setInterval(() => socket.write('still here'), 5);
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(talking);
        resolve();
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('with a head that has no end is refused', async () => {
    const { url } = await open();
    const answer = await raw(url, `GET / HTTP/1.1\r\nHost: ${url.host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('that speaks no HTTP is refused', async () => {
    const { url, refused } = await open();
    expect(await raw(url, '\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(refused).toEqual(['request']);
  });

  it('that asks for a page as nobody here does is refused, and each time counted', async () => {
    const { url, refused } = await open();
    expect((await get(url, '/', { host: 'evil.example' })).status).toBe(403);
    expect((await get(url, '/')).status).toBe(403);
    expect((await get(url, '/favicon.ico')).status).toBe(404);
    expect(refused).toEqual(['page', 'page']);
  });

  it('is one of a hundred at most, and makes room again', async () => {
    const { url } = await open();
    let gone = 0;
    const sockets = Array.from({ length: 150 }, () => {
      const socket = createConnection(Number(url.port), '127.0.0.1');
      socket.on('error', () => undefined);
      return socket.on('close', () => {
        gone += 1;
      });
    });
    await expect.poll(() => gone, LONG).toBe(50);
    for (const socket of sockets) socket.destroy();
    const page = (): Promise<number> =>
      get(url, url.pathname + url.search).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(page, LONG).toBe(200);
  });
});

/** Against a hang only. */
const LONG = { timeout: 60_000 };

describe('the channel', () => {
  it('shows the view at once and passes intents on with their page', async () => {
    const { url, kiosk } = await open();
    const { socket, next } = await connect(url);
    expect(JSON.parse(await next())).toMatchObject({ type: 'view', view: { screen: 'home' } });
    socket.send(JSON.stringify({ type: 'intent', page: 3, intent: { type: 'leave' } }));
    expect(await kiosk.nextIntent()).toEqual({ intent: { type: 'leave' }, page: 3 });
    socket.close();
  });

  it('ends the visit when a screen comes up, and lets a second screen take over', async () => {
    const { url, kiosk } = await open();
    const first = await connect(url);
    expect(kiosk.restarts()).toBe(1);
    await connect(url);
    expect(await first.closed).toBe(1000);
    expect(kiosk.restarts()).toBe(2);
  });

  it('drops and counts what does not fit, and keeps serving', async () => {
    const { url, kiosk, host: opened } = await open();
    const { socket, next } = await connect(url);
    await next();
    socket.send('{');
    socket.send(JSON.stringify({ type: 'intent', page: 1, intent: { type: 'erase-disk' } }));
    socket.send(JSON.stringify({ type: 'intent', page: 1, intent: { type: 'leave', extra: true } }));
    socket.send(Buffer.from([1, 2, 3]), { binary: true });
    // Whatever its bytes say.
    socket.send(Buffer.from(JSON.stringify({ type: 'painted', page: 1 })), { binary: true });
    socket.send(JSON.stringify({ type: 'intent', page: 1, intent: { type: 'done' } }));
    expect(await kiosk.nextIntent()).toEqual({ intent: { type: 'done' }, page: 1 });
    expect(opened.refusals.malformed).toBe(5);
  });

  it('cuts a screen that keeps sending bytes instead of text, and ends the visit', async () => {
    const { url, kiosk, host: opened } = await open();
    const { socket, closed } = await connect(url);
    for (let i = 0; i < 300; i += 1) socket.send(Buffer.from([i & 0xff]), { binary: true });
    expect(await closed).toBe(1008);
    expect(opened.refusals.malformed + opened.refusals.flooding).toBe(200);
    expect(kiosk.restarts()).toBe(2);
  });

  it('counts pings, which no page can send, as abuse', async () => {
    const { url, host: opened } = await open();
    const { socket, closed } = await connect(url);
    for (let i = 0; i < 300; i += 1) socket.ping();
    expect(await closed).toBe(1008);
    expect(opened.refusals.malformed).toBeGreaterThan(0);
  });

  it('knows when the screen in use has painted, also after the one before it has gone', async () => {
    const { url, host: opened } = await open();
    const first = await connect(url);
    const second = await connect(url);
    await first.closed;
    second.socket.send(JSON.stringify({ type: 'painted', page: 1 }));
    await expect.poll(() => opened.lastPainted(), LONG).toBeTypeOf('number');
    second.socket.close();
    await second.closed;
    await expect.poll(() => opened.lastPainted(), LONG).toBe(undefined);
  });

  it('does nothing that a replaced screen says, though its line still stands', async () => {
    const { url, kiosk } = await open();
    const first = await connect(url);
    // Half open: the screen that is pushed out does not agree to its end and goes on talking.
    const raw = (first.socket as unknown as { _socket: Socket })._socket;
    first.socket.close = () => undefined;
    const second = await connect(url);
    const say = (socket: WebSocket, type: 'leave' | 'done'): void =>
      socket.send(JSON.stringify({ type: 'intent', page: 1, intent: { type } }));
    raw.write(textFrame(JSON.stringify({ type: 'intent', page: 1, intent: { type: 'leave' } })));
    await new Promise((resolve) => raw.once('close', resolve));
    say(second.socket, 'done');
    expect(await kiosk.nextIntent()).toEqual({ intent: { type: 'done' }, page: 1 });
    expect(kiosk.waiting()).toBe(0);
  });

  it('hangs up on a replaced screen that does not agree to its end', async () => {
    const due: (() => void)[] = [];
    const clock: typeof systemClock = {
      ...systemClock,
      after: (_ms, then) => {
        due.push(then);
        return () => undefined;
      },
    };
    const { url } = await open(true, clock);
    const first = await connect(url);
    const line = (first.socket as unknown as { _socket: Socket })._socket;
    first.socket.close = () => undefined;
    const gone = new Promise((resolve) => line.once('close', resolve));
    await connect(url);
    await expect.poll(() => due.length).toBe(1);
    due[0]?.();
    await gone;
  });

  it('lets go of a screen that reads nothing', async () => {
    const { url, kiosk } = await open();
    const { socket, closed } = await connect(url);
    socket.pause();
    const cut = kiosk.nextUnsubscribed();
    const wide = 'x'.repeat(110);
    const pump = setInterval(() => {
      for (let i = 0; i < 2_000; i += 1)
        kiosk.publish({ county: { name: `${wide}${i % 10}`, terminal: wide } });
    }, 1);
    await cut;
    clearInterval(pump);
    socket.resume();
    expect(await closed).toBe(1006);
  });

  it('cuts an oversized message', async () => {
    const { url, host: opened } = await open();
    const { socket, closed } = await connect(url);
    socket.send('x'.repeat(CHANNEL_MAX_BYTES + 1));
    expect(await closed).toBe(1009);
    expect(opened.refusals.oversized).toBe(1);
  });

  it('cuts a flooding screen and ends the visit', async () => {
    const { url, kiosk, host: opened } = await open();
    const { socket, closed } = await connect(url);
    const message = JSON.stringify({ type: 'painted', page: 1 });
    for (let i = 0; i < CHANNEL_MAX_RATE + 260; i++) socket.send(message);
    expect(await closed).toBe(1008);
    expect(opened.refusals.flooding).toBeGreaterThanOrEqual(200);
    expect(kiosk.restarts()).toBe(2);
  });
});
