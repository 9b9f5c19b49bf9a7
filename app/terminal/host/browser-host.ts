import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Kiosk } from '../../../flows/contract/ports.ts';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import { CHANNEL_MAX_BYTES } from '../../../shared/view/channel.ts';
import type { Refusals } from '../channel/screen-channel.ts';
import { attachScreen } from '../channel/screen-channel.ts';
import type { Asset } from './asset-manifest.ts';
import { securityHeaders } from './security-headers.ts';

/**
 * The screen in a browser on this machine: loopback HTTP for the files, one WebSocket for the channel.
 * Guards, in the order they are passed: loopback socket, Host header (DNS rebinding), token (per start),
 * Origin (cross-site WebSocket). One screen at a time; a newer one takes over.
 */
export interface BrowserHostOptions {
  readonly kiosk: Kiosk;
  readonly clock: Clock;
  readonly random: Random;
  readonly assets: ReadonlyMap<string, Asset>;
  /** 0 picks a free port. */
  readonly port: number;
  /** Without a token whoever can reach loopback may open the screen: for the demo only. */
  readonly requireToken: boolean;
  /** The demo dock's requests; returns false when the path is not its own. Without it there is no dock page either. */
  readonly dock?: (request: IncomingMessage, response: ServerResponse, path: string) => boolean;
  readonly onRefusal?: (cause: string) => void;
}

export interface BrowserHost {
  /** Complete with its token, ready to be opened. */
  readonly url: string;
  readonly refusals: Refusals;
  /** When the screen in use last said that it had painted, monotonic ms. */
  lastPainted(): number | undefined;
  close(): Promise<void>;
}

export async function openBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const token = Buffer.from(options.random.bytes(24)).toString('base64url');
  const refusals: Refusals = { oversized: 0, flooding: 0, malformed: 0 };
  const server = createServer();
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));

  const pages = new Map([
    ['/', '/index.html'],
    ['/dock', '/dock.html'],
  ]);
  const hasToken = (url: URL): boolean =>
    !options.requireToken || sameText(url.searchParams.get('token') ?? '', token);

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const host = request.headers.host ?? '';
    const url = URL.parse(request.url ?? '/', `http://${host}`);
    const headers = securityHeaders(`ws://${host}`);
    const answer = (status: number, text: string): void => {
      response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(text);
    };
    if (!hosts.has(host) || url === null) return answer(403, 'This screen answers on this machine only.');
    if (options.dock?.(request, response, url.pathname) === true) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Only GET.');
    const path = pages.get(url.pathname) ?? url.pathname;
    // The page itself needs the token; its files (no personal data in them) are needed by the page.
    if (path === '/index.html' && !hasToken(url)) {
      return answer(403, 'Open the address that the kiosk printed at its start, complete with its token.');
    }
    const asset = path === '/dock.html' && options.dock === undefined ? undefined : options.assets.get(path);
    if (asset === undefined) return answer(404, 'No such file.');
    if (request.headers['if-none-match'] === asset.etag) {
      response.writeHead(304, headers).end();
      return undefined;
    }
    const body = asset.read();
    if (body === undefined) return answer(404, 'This file is not as it was when the kiosk started.');
    const cache = path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache';
    response.writeHead(200, {
      ...headers,
      'content-type': asset.mime,
      'content-length': body.length,
      'cache-control': cache,
      etag: asset.etag,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    return undefined;
  });

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: CHANNEL_MAX_BYTES,
    perMessageDeflate: false,
  });
  let current: { close(): void; painted(): number | undefined } | undefined;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const host = request.headers.host ?? '';
    const url = URL.parse(request.url ?? '/', `http://${host}`);
    const allowed =
      hosts.has(host) &&
      url?.pathname === '/channel' &&
      hasToken(url) &&
      origins.has(request.headers.origin ?? '');
    if (!allowed) {
      options.onRefusal?.('channel');
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      current?.close();
      options.kiosk.screenRestarted();
      const attached = attachScreen(
        options.kiosk,
        { send: (text) => webSocket.send(text) },
        options.clock,
        refusals,
        () => {
          options.onRefusal?.('abuse');
          webSocket.close(1008);
          options.kiosk.screenRestarted();
        },
      );
      const mine = {
        close: () => webSocket.close(1000, 'another screen took over'),
        painted: () => attached.lastPainted()?.at,
      };
      current = mine;
      webSocket.on('message', (data, binary) => {
        if (binary) refusals.malformed += 1;
        else attached.receive(Buffer.isBuffer(data) ? data.toString('utf8') : '');
      });
      // ws reports an oversized frame as an error and closes the socket itself.
      webSocket.on('error', () => {
        refusals.oversized += 1;
      });
      webSocket.on('close', () => {
        attached.detach();
        if (current === mine) current = undefined;
      });
    });
  });

  return {
    url: `http://127.0.0.1:${port}/${options.requireToken ? `?token=${token}` : ''}`,
    refusals,
    lastPainted: () => current?.painted(),
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function sameText(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
