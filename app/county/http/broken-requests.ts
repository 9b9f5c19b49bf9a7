import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from '../../../shared/protocol/messages.ts';

const REFUSALS: Readonly<Record<string, readonly [number, Problem]>> = {
  HPE_HEADER_OVERFLOW: [431, { error: 'too-large', detail: 'the head of the request is too long' }],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, { error: 'too-large', detail: 'the chunks of the body are too long' }],
  ERR_HTTP_REQUEST_TIMEOUT: [408, { error: 'malformed', detail: 'the request did not arrive in time' }],
};
const UNREADABLE = [400, { error: 'malformed', detail: 'this is no HTTP request' }] as const;

/**
 * Ends a connection on which no request came whole: what is no HTTP, too long a head, or too late. In the
 * documented shape, unsigned: what there is of the request is not to be trusted.
 */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const [status, problem] = REFUSALS[error.code ?? ''] ?? UNREADABLE;
    const body = JSON.stringify(problem);
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'content-type: application/json',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroySoon();
}
