import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { CloseReason } from '../../../devices/transport/byte-pipe.ts';
import { type RawPort, serialPipe, serialPort } from '../../../devices/transport/serial.ts';
import { FakeClock } from '../id-card/fake-clock.ts';

/** What ports have been seen to do when their device goes away, one by one and in any order. */
class OddPort extends EventEmitter {
  isOpen = true;
  written: ((error?: Error | null) => void) | undefined;
  closes = 0;

  write(_bytes: unknown, callback: (error?: Error | null) => void): boolean {
    this.written = callback;
    return true;
  }

  /** Never calls back. */
  close(): void {
    this.closes += 1;
  }
}

function desk() {
  const port = new OddPort();
  const clock = new FakeClock();
  const pipe = serialPipe(port as unknown as RawPort, clock);
  const reasons: CloseReason[] = [];
  pipe.onClosed((reason) => reasons.push(reason));
  return { port, clock, pipe, reasons };
}

it('a write that fails closes the pipe, though the port says nothing', async () => {
  const { port, pipe, reasons } = desk();
  const written = pipe.write(Uint8Array.of(1), 500);
  port.written?.(new Error('EIO: i/o error, write'));
  const vanished = { kind: 'vanished', detail: 'EIO: i/o error, write' };
  expect(await written).toEqual({ ok: false, error: vanished });
  expect(reasons).toEqual([vanished]);
});

it('a write whose callback never comes ends with a time-out, or with the pipe', async () => {
  const { port, clock, pipe } = desk();
  const late = pipe.write(Uint8Array.of(1), 500);
  await clock.advance(500);
  expect(await late).toEqual({ ok: false, error: { kind: 'timeout' } });
  const cut = pipe.write(Uint8Array.of(1), 500);
  port.emit('close', new Error('bad file descriptor'));
  expect(await cut).toEqual({ ok: false, error: { kind: 'vanished', detail: 'bad file descriptor' } });
  expect(clock.pending).toBe(0);
});

it('closes reported twice, without a reason, and with errors besides are told once', () => {
  const { port, reasons } = desk();
  port.emit('close', new Error('unplugged'));
  port.emit('close', undefined);
  port.emit('error', new Error('EIO'));
  expect(reasons).toEqual([{ kind: 'vanished', detail: 'unplugged' }]);
});

it('a close without a reason is a vanishing, unless it was asked for', async () => {
  const alone = desk();
  alone.port.emit('close', undefined);
  expect(alone.reasons).toMatchObject([{ kind: 'vanished' }]);
  const asked = desk();
  const closing = asked.pipe.close();
  asked.port.emit('close', null);
  await asked.clock.advance(1000);
  await closing;
  expect(asked.reasons).toEqual([{ kind: 'closed' }]);
});

it('a port that never finishes closing is left behind after a second', async () => {
  const { port, clock, pipe } = desk();
  let done = 0;
  const closing = Promise.all([pipe.close(), pipe.close()]).then(() => (done += 1));
  await clock.advance(999);
  expect(done).toBe(0);
  await clock.advance(1);
  await closing;
  expect(port.closes).toBe(1);
});

it('nothing is delivered after closing', () => {
  const { port, pipe } = desk();
  const got: unknown[] = [];
  pipe.onData((chunk) => got.push(chunk));
  port.emit('data', Buffer.of(1));
  void pipe.close();
  port.emit('data', Buffer.of(2));
  expect(got).toEqual([Buffer.of(1)]);
});

it('a port that throws on a write has vanished, and nothing is thrown', async () => {
  const { port, pipe, reasons } = desk();
  port.write = () => {
    throw new TypeError('bad descriptor');
  };
  const vanished = { kind: 'vanished', detail: 'bad descriptor' };
  expect(await pipe.write(Uint8Array.of(1), 500)).toEqual({ ok: false, error: vanished });
  expect(reasons).toEqual([vanished]);
});

it('a setting that no system takes is a port that does not open', async () => {
  const opened = await serialPort({ path: '/dev/null', baudRate: -1 }, new FakeClock()).open();
  expect(opened).toMatchObject({ ok: false, error: { kind: 'refused' } });
});
