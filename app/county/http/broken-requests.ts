import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ProblemError } from './problem.ts';

const REFUSALS: Readonly<Record<string, readonly [number, ProblemError]>> = {
  HPE_HEADER_OVERFLOW: [431, new ProblemError('too-large', 'the head of the request is too long')],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, new ProblemError('too-large', 'the chunks of the body are too long')],
  ERR_HTTP_REQUEST_TIMEOUT: [408, new ProblemError('malformed', 'the request did not arrive in time')],
};
const UNREADABLE = [400, new ProblemError('malformed', 'this is no HTTP request')] as const;

/**
 * Ends a connection on which no request came whole: what is no HTTP, too long a head, or too late. In the
 * documented shape, unsigned: what there is of the request is not to be trusted. `undefined` where the other
 * end hung up or never asked for anything, and nothing was refused.
 */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): ProblemError | undefined {
  if (error.code === 'ECONNRESET') {
    socket.destroySoon();
    return undefined;
  }
  const [status, refusal] = REFUSALS[error.code ?? ''] ?? UNREADABLE;
  if (socket.writable) {
    const { problem } = refusal;
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
  return socket.bytesRead === 0 ? undefined : refusal;
}
