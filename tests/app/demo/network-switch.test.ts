import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NetworkSwitch } from '../../../app/demo/network-switch.ts';
import { openNetworkSwitch } from '../../../app/demo/network-switch.ts';

const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
let line: NetworkSwitch;

beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  line = await openNetworkSwitch((echo.address() as AddressInfo).port);
});
afterAll(async () => {
  await line.close();
  echo.close();
});

/** What comes back for one word over a new connection; empty when the line is cut. */
function say(word: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(line.port, '127.0.0.1', () => socket.write(word));
    socket.on('data', (data) => {
      socket.destroy();
      resolve(data.toString());
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(''));
  });
}

it('carries bytes while up, drops what is open when cut, and carries again when restored', async () => {
  expect(await say('a')).toBe('a');
  const open = connect(line.port, '127.0.0.1');
  open.on('error', () => undefined);
  await once(open, 'connect');
  open.write('x');
  await once(open, 'data');
  line.cut();
  await once(open, 'close');
  expect(await say('b')).toBe('');
  line.restore();
  expect(await say('c')).toBe('c');
});
