import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Kiosk } from '../../../flows/contract/ports.ts';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import { whatAndWhere } from '../../../shared/node/last-resort.ts';
import type { Refusals } from '../channel/refusals.ts';
import { countRefusals } from '../channel/refusals.ts';
import type { Asset } from './asset-manifest.ts';
import type { Guard } from './guard.ts';
import { openGuard } from './guard.ts';
import { openLoopbackServer } from './loopback-server.ts';
import { openScreenSockets } from './screen-sockets.ts';
import { securityHeaders } from './security-headers.ts';

/**
 * The screen in a browser on this machine: loopback HTTP for the files, one WebSocket for the channel.
 * Guards, in the order they are passed: loopback socket, Host header (DNS rebinding), token (per start),
 * Origin (cross-site WebSocket and dock). One screen at a time; a newer one takes over.
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
  /** Answers all requests below `/dock/`, already past the guards. Without it there is no dock page either. */
  readonly dock?: DockHandler;
  /** Called for each refusal: of a message, an upgrade, a page, an order to the dock, of what is no HTTP. */
  readonly onRefusal?: (cause: string) => void;
  /** One line for a technician. */
  readonly report?: (line: string) => void;
}

export type DockHandler = (request: IncomingMessage, response: ServerResponse, path: string) => void;

export interface BrowserHost {
  /** Complete with its token, ready to be opened. */
  readonly url: string;
  /** The dock's page, complete with its token; `undefined` when there is no dock. */
  readonly dockUrl: string | undefined;
  readonly refusals: Readonly<Refusals>;
  /** When the screen in use last said that it had painted, monotonic ms. */
  lastPainted(): number | undefined;
  close(): Promise<void>;
}

export async function openBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { kiosk, clock, random, requireToken, dock } = options;
  const token = requireToken ? Buffer.from(random.bytes(24)).toString('base64url') : undefined;
  const onRefusal = options.onRefusal ?? (() => undefined);
  const refusals = countRefusals(onRefusal);
  const server = await openLoopbackServer(options.port, onRefusal);
  const { port } = server.address() as AddressInfo;
  const guard = openGuard(port, token);
  const serve = answerer(options, guard);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // Whoever hangs up in the middle has nobody left to be told.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    try {
      serve(request, response);
    } catch (error) {
      options.report?.(`a request was not answered: unexpected ${whatAndWhere(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, securityHeaders()).end();
    }
  });
  const sockets = openScreenSockets({ server, guard, kiosk, clock, refusals, onRefusal });
  const query = token === undefined ? '' : `?token=${token}`;
  return {
    url: `http://127.0.0.1:${port}/${query}`,
    dockUrl: dock === undefined ? undefined : `http://127.0.0.1:${port}/dock${query}`,
    refusals: refusals.counts,
    lastPainted: () => sockets.lastPainted(),
    async close() {
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

const PAGES = new Map([
  ['/', '/index.html'],
  ['/dock', '/dock.html'],
]);

function answerer(
  { assets, dock, onRefusal }: BrowserHostOptions,
  guard: Guard,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const address = guard.address(request);
    const headers = securityHeaders(`ws://${address?.host ?? ''}`);
    const answer = (status: number, text: string): void => {
      // A file that is not there is no attack: browsers ask for icons of their own accord.
      if (status !== 404) onRefusal?.(isDock ? 'dock' : 'page');
      response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(text);
    };
    const path = address === undefined ? '' : (PAGES.get(address.pathname) ?? address.pathname);
    const isDock = dock !== undefined && path.startsWith('/dock/');
    if (address === undefined) return answer(403, 'This screen answers on this machine only.');
    // The pages need the token; their files (no personal data in them) are needed by the pages.
    if ((isDock || path.endsWith('.html')) && !guard.hasToken(address)) {
      return answer(403, 'Open the address that the kiosk printed at its start, complete with its token.');
    }
    if (isDock && guard.isForeign(request))
      return answer(403, 'The dock takes no orders from pages of other sites.');
    if (isDock) {
      response.once('finish', () => {
        if (response.statusCode >= 400) onRefusal?.('dock');
      });
      return dock(request, response, path);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return answer(405, 'Only GET.');
    }
    const asset = path === '/dock.html' && dock === undefined ? undefined : assets.get(path);
    if (asset === undefined) return answer(404, 'No such file.');
    return sendAsset(request, response, path, asset, headers);
  };
}

function sendAsset(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  asset: Asset,
  headers: Readonly<Record<string, string>>,
): void {
  if (request.headers['if-none-match'] === asset.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const body = asset.read();
  if (body === undefined) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
    response.end('This file is not as it was when the kiosk started.');
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': asset.mime,
    'content-length': body.length,
    'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    etag: asset.etag,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
