import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
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

it('survives whoever resets in the middle, at either end, and lets go of the other end', async () => {
  for (let i = 0; i < 30; i += 1) {
    const near = connect(line.port, '127.0.0.1', () => {
      near.write('x'.repeat(100_000));
      if (i % 3 === 0) near.resetAndDestroy();
    });
    near.on('error', () => undefined);
    near.resume();
    const hangUp = (far: Socket): void => {
      far.resetAndDestroy();
    };
    if (i % 3 === 1) echo.on('connection', hangUp);
    if (i % 3 === 2) near.once('data', () => near.resetAndDestroy());
    await once(near, 'close');
    echo.off('connection', hangUp);
  }
  await expect
    .poll(() => new Promise((resolve) => echo.getConnections((_error, count) => resolve(count))), {
      timeout: 60_000,
    })
    .toBe(0);
  line.cut();
  for (let i = 0; i < 10; i += 1) {
    const near = connect(line.port, '127.0.0.1', () => near.resetAndDestroy());
    near.on('error', () => undefined);
    await once(near, 'close');
  }
  line.restore();
  expect(await say('d')).toBe('d');
});
