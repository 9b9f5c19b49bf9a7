import { expect, it } from 'vitest';
import type { BytePipe, CloseReason } from '../../../devices/transport/byte-pipe.ts';
import { createMemoryLine } from '../../../devices/transport/memory.ts';

function line() {
  const served: BytePipe[] = [];
  return { served, line: createMemoryLine('cable', (pipe) => served.push(pipe)) };
}

async function opened(port: ReturnType<typeof line>['line']['port']): Promise<BytePipe> {
  const result = await port.open();
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

it('carries bytes both ways, never inside the write', async () => {
  const { served, line: cable } = line();
  const near = await opened(cable.port);
  const got: number[][] = [];
  near.onData((chunk) => got.push([...chunk]));
  served[0]!.onData((chunk) => got.push([...chunk]));
  const bytes = Uint8Array.of(1, 2);
  const written = near.write(bytes, 10);
  bytes[0] = 9;
  expect(got).toEqual([]);
  expect(await written).toEqual({ ok: true, value: undefined });
  expect(await served[0]!.write(Uint8Array.of(3), 10)).toEqual({ ok: true, value: undefined });
  await Promise.resolve();
  expect(got).toEqual([[1, 2], [3]]);
});

it('unplugging vanishes both ends once, and opening finds nothing until it is plugged in', async () => {
  const { line: cable } = line();
  const pipe = await opened(cable.port);
  const reasons: CloseReason[] = [];
  pipe.onClosed((reason) => reasons.push(reason));
  cable.unplug();
  cable.unplug();
  await pipe.close();
  pipe.onClosed((reason) => reasons.push(reason));
  expect(reasons.map(({ kind }) => kind)).toEqual(['vanished', 'vanished']);
  expect(await pipe.write(Uint8Array.of(1), 10)).toMatchObject({ ok: false, error: { kind: 'vanished' } });
  expect(await cable.port.open()).toMatchObject({ ok: false, error: { kind: 'absent' } });
  cable.plug();
  expect((await cable.port.open()).ok).toBe(true);
});

it('closing is told as closed here and as vanished there, once', async () => {
  const { served, line: cable } = line();
  const pipe = await opened(cable.port);
  const told: string[] = [];
  pipe.onClosed((reason) => told.push(`here ${reason.kind}`));
  served[0]!.onClosed((reason) => told.push(`there ${reason.kind}`));
  await Promise.all([pipe.close(), pipe.close()]);
  expect(told).toEqual(['here closed', 'there vanished']);
});

it('refuses a second opening, as an exclusive port does', async () => {
  const { line: cable } = line();
  await opened(cable.port);
  expect(await cable.port.open()).toMatchObject({ ok: false, error: { kind: 'refused' } });
});

it('silent unplugging reports nothing and carries nothing', async () => {
  const { served, line: cable } = line();
  const pipe = await opened(cable.port);
  const told: unknown[] = [];
  pipe.onClosed((reason) => told.push(reason));
  served[0]!.onData((chunk) => told.push(chunk));
  cable.unplugSilently();
  expect((await pipe.write(Uint8Array.of(1), 10)).ok).toBe(true);
  await Promise.resolve();
  expect(told).toEqual([]);
  expect(await cable.port.open()).toMatchObject({ ok: false, error: { kind: 'absent' } });
});
