import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openLoopbackServer } from '../../../app/terminal/host/loopback-server.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

const IMPATIENT = { request: 100, standstill: 200 };

async function open(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  patience = IMPATIENT,
): Promise<{ port: number; server: Server; troubles: string[] }> {
  const troubles: string[] = [];
  const opened = await openLoopbackServer(0, (cause) => troubles.push(cause), patience);
  server = opened;
  opened.on('request', answer);
  return { port: (opened.address() as AddressInfo).port, server: opened, troubles };
}

/** What came back until the server hung up. */
async function say(port: number, text: string): Promise<string> {
  let answer = '';
  const socket = createConnection(port, '127.0.0.1', () => socket.write(text));
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  await once(socket, 'close');
  return answer;
}

describe('a client', () => {
  it.each([
    ['says nothing', ''],
    ['stops in its head', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['stops in its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
  ])('that %s is told 408 and hung up on', async (_name, text) => {
    const { port } = await open(
      (request) => {
        request.on('error', () => undefined);
        request.resume();
      },
      { request: 100, standstill: 60_000 },
    );
    expect(await say(port, text)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that never reads its answer is hung up on', async () => {
    const { port, server: opened } = await open(
      (_request, response) => response.end(Buffer.alloc(64 * 1024 * 1024)),
      { request: 60_000, standstill: 200 },
    );
    const accepted = once(opened, 'connection') as Promise<[Socket]>;
    const socket = createConnection(port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    );
    socket.on('error', () => undefined);
    socket.pause();
    const [near] = await accepted;
    await once(near, 'close');
    socket.destroy();
  });

  it('that cannot be accepted is its own trouble only', async () => {
    const { port, server: opened, troubles } = await open((_request, response) => response.end('well'));
    opened.emit('error', Object.assign(new Error('accept ENOBUFS'), { code: 'ENOBUFS' }));
    expect(troubles).toEqual(['connection']);
    expect(await say(port, 'GET / HTTP/1.0\r\nHost: x\r\n\r\n')).toContain('well');
  });
});

it('says that a port is taken', async () => {
  const { port } = await open(() => undefined);
  await expect(openLoopbackServer(port, () => undefined)).rejects.toThrow('EADDRINUSE');
});
