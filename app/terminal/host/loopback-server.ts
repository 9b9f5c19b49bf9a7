import type { Server } from 'node:http';
import { createServer, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * An HTTP server on loopback that no client can kill, block or fill: each connection has an error path of
 * its own from its first byte on, and everything a client can drag out or pile up has an end.
 */

/** How long a client may take, ms. */
export interface Patience {
  /** Until its request has arrived whole. */
  readonly request: number;
  /** While nothing moves, because nobody reads or writes any more. */
  readonly standstill: number;
}
const PATIENCE: Patience = { request: 5_000, standstill: 20_000 };
/** How often clients are looked at, ms. */
const CHECK_EVERY = 1_000;
/** A browser opens six at once. */
const MAX_CONNECTIONS = 100;
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_HEADERS = 60;

/** Listens on 127.0.0.1; 0 picks a free port. @throws EADDRINUSE and its kin. */
export async function openLoopbackServer(
  port: number,
  onTrouble: (cause: string) => void,
  patience: Patience = PATIENCE,
): Promise<Server> {
  const server = createServer({
    requestTimeout: patience.request,
    connectionsCheckingInterval: Math.min(CHECK_EVERY, patience.request),
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  server.timeout = patience.standstill;
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = MAX_HEADERS;
  // Not HTTP, too large, too slow, or reset: an answer where one can still be given, and the end.
  server.on('clientError', (error, socket) => {
    // Reset while an answer was under way: there is nobody to tell.
    if (!socket.writable) socket.destroy();
    else {
      onTrouble('request');
      refuse(socket, statusOf(error));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  // After that an error is one connection that could not be accepted; the others go on.
  server.on('error', () => onTrouble('connection'));
  return server;
}

/**
 * One status line and the end. Not `end` alone: it would wait for a client that never hangs up. Somebody has
 * to listen to the socket's errors already.
 */
export function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n\r\n`, () =>
    socket.destroy(),
  );
}

function statusOf(error: Error): number {
  switch ('code' in error ? error.code : undefined) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}
