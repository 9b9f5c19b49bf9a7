import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BytePipe, CloseReason } from '../../../devices/transport/byte-pipe.ts';
import { serialPort } from '../../../devices/transport/serial.ts';
import { systemClock } from '../../../shared/clock/system.ts';
import { hasSocat, openPtyPair, type PtyPair } from './pty.ts';

async function opened(path: string): Promise<BytePipe> {
  const result = await serialPort({ path, baudRate: 115_200 }, systemClock).open();
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}

it('a port that is not there is absent', async () => {
  const port = serialPort({ path: '/dev/songbai-no-such-port', baudRate: 9600 }, systemClock);
  const result = await port.open();
  expect(result).toMatchObject({ ok: false, error: { kind: 'absent' } });
  expect(!result.ok && result.error.detail).toContain('/dev/songbai-no-such-port');
});

it.skipIf(process.platform === 'win32')('a file that is no port is refused, by name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'songbai-'));
  const path = join(folder, 'not-a-port');
  writeFileSync(path, '');
  const result = await serialPort({ path, baudRate: 9600 }, systemClock).open();
  expect(result).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(!result.ok && result.error.detail).toContain(path);
  rmSync(folder, { recursive: true });
});

describe.skipIf(!hasSocat())('over a pseudo-terminal', () => {
  let pair: PtyPair;
  beforeEach(async () => {
    pair = await openPtyPair();
  });
  afterEach(() => pair.unplug());

  it('carries every byte value both ways', async () => {
    const [near, far] = await Promise.all([opened(pair.driverEnd), opened(pair.deviceEnd)]);
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const arrived = new Promise<number[]>((resolve) => {
      const bytes: number[] = [];
      far.onData((chunk) => {
        bytes.push(...chunk);
        if (bytes.length >= 512) resolve(bytes);
      });
    });
    expect((await near.write(every, 1000)).ok).toBe(true);
    expect((await near.write(every, 1000)).ok).toBe(true);
    expect(await arrived).toEqual([...every, ...every]);
    await Promise.all([near.close(), far.close()]);
  });

  it('tells once that the port vanished, at the latest when it is written to', async () => {
    const pipe = await opened(pair.driverEnd);
    const reasons: CloseReason[] = [];
    pipe.onClosed((reason) => reasons.push(reason));
    await pair.unplug();
    expect(await pipe.write(Uint8Array.of(1), 200)).toMatchObject({ ok: false, error: { kind: 'vanished' } });
    await Promise.all([pipe.close(), pipe.close()]);
    expect(reasons.map(({ kind }) => kind)).toEqual(['vanished']);
  });

  it('a write into a full line ends with a time-out', async () => {
    const pipe = await opened(pair.driverEnd);
    // Nobody reads the other end; the buffers of the pseudo-terminals fill up.
    const outcomes = [];
    for (let i = 0; i < 60; i++) {
      const outcome = await pipe.write(new Uint8Array(4096), 50);
      outcomes.push(outcome.ok ? 'ok' : outcome.error.kind);
      if (!outcome.ok) break;
    }
    expect(outcomes.at(-1)).toBe('timeout');
    await pipe.close();
  });

  it('can be opened again after closing', async () => {
    const port = serialPort({ path: pair.driverEnd, baudRate: 9600 }, systemClock);
    for (let i = 0; i < 3; i++) {
      const result = await port.open();
      expect(result.ok).toBe(true);
      if (result.ok) await result.value.close();
    }
  });

  it('closing is told as closed', async () => {
    const pipe = await opened(pair.driverEnd);
    const reasons: string[] = [];
    pipe.onClosed(({ kind }) => reasons.push(kind));
    await pipe.close();
    expect(reasons).toEqual(['closed']);
    expect(await pipe.write(Uint8Array.of(1), 100)).toMatchObject({ ok: false, error: { kind: 'closed' } });
  });
});
