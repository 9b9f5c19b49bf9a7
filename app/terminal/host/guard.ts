import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may come in, the same for the page, the channel and the dock. The socket is loopback already; what is
 * left are web pages in a browser on this machine: a name rebound to 127.0.0.1 (Host), a page of another
 * site that posts or connects here (Origin, Sec-Fetch-Site), and whoever does not know this start's token.
 */
export interface Guard {
  /** The request names this machine as this machine is named; its address, parsed. */
  address(request: IncomingMessage): URL | undefined;
  hasToken(address: URL): boolean;
  /** Comes from our own page: a WebSocket of a browser always says from where. */
  isOurPage(request: IncomingMessage): boolean;
  /** Comes from a page of somebody else. No page at all (a test, a tool) is not foreign. */
  isForeign(request: IncomingMessage): boolean;
}

/** @param token `undefined` lets in whoever can reach loopback: for the demo only. */
export function openGuard(port: number, token: string | undefined): Guard {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  return {
    address(request) {
      const host = request.headers.host ?? '';
      if (!hosts.has(host)) return undefined;
      return URL.parse(request.url ?? '/', `http://${host}`) ?? undefined;
    },
    hasToken: (address) => token === undefined || sameText(address.searchParams.get('token') ?? '', token),
    isOurPage: ({ headers }) => origins.has(headers.origin ?? ''),
    isForeign({ headers }) {
      const site = headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
      return headers.origin !== undefined && !origins.has(headers.origin);
    },
  };
}

function sameText(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
