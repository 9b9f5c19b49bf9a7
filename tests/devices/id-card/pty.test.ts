import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdCardEvent, IdCardReader } from '../../../devices/contract/id-card-reader.ts';
import { openIdCard } from '../../../devices/id-card/open-id-card.ts';
import { SamSimulator } from '../../../devices/simulators/sam/sam-simulator.ts';
import { serialPort } from '../../../devices/transport/serial.ts';
import { systemClock } from '../../../shared/clock/system.ts';
import { hasSocat, openPtyPair, type PtyPair } from '../transport/pty.ts';
import { LI } from './bench-desk.ts';
import { commandFile, frameFile } from './vectors.ts';

/** The driver as it is configured for a real port, on a real pseudo-terminal, in real time. */
describe.skipIf(!hasSocat())('a reader on a serial port', () => {
  let pair: PtyPair;
  let reader: IdCardReader;
  beforeEach(async () => {
    pair = await openPtyPair();
    reader = openIdCard({ driver: 'sam-serial', path: pair.driverEnd, baudRate: 115_200 }, systemClock);
  });
  afterEach(async () => {
    await reader.stop();
    await pair.unplug();
  });

  /** Resolves with the first event that `wanted` picks. */
  function first<T extends IdCardEvent>(wanted: (event: IdCardEvent) => event is T): Promise<T> {
    return new Promise((resolve) => {
      const off = reader.subscribe((event) => {
        if (!wanted(event)) return;
        off();
        resolve(event);
      });
    });
  }
  const isRead = (event: IdCardEvent) => event.type === 'read';
  const isAbsent = (event: IdCardEvent): event is IdCardEvent & { type: 'status' } =>
    event.type === 'status' && event.status.kind === 'absent';

  it('reads the card of a peer that knows only the recorded frames', async () => {
    const frames = commandFile();
    const answers = new Map([
      ['status_11FF', frames.get('sw3_90')],
      ['find_2001', frames.get('find_ok')],
      ['select_2002', frames.get('select_ok')],
      ['readbase_3001', frameFile('citizen_longterm_1295.hex')],
    ]);
    const input = createReadStream(pair.deviceEnd);
    const output = createWriteStream(pair.deviceEnd);
    await Promise.all([once(input, 'open'), once(output, 'open')]);
    let held = Buffer.alloc(0);
    input.on('data', (chunk) => {
      held = Buffer.concat([held, Buffer.from(chunk)]);
      for (const [name, answer] of answers) {
        const request = Buffer.from(frames.get(name)!);
        if (!held.equals(request)) continue;
        held = Buffer.alloc(0);
        output.write(Buffer.from(answer!));
      }
    });
    input.on('error', () => {});
    output.on('error', () => {});
    const read = first(isRead);
    reader.start();
    expect((await read).card).toMatchObject({
      kind: 'citizen',
      name: '测试·样例乙',
      idNumber: '110101190001010022',
      validTo: 'long-term',
    });
    output.destroy();
    await reader.stop();
  });

  it('reads a card of the simulator, and tells when the port vanishes', async () => {
    const simulator = new SamSimulator({ clock: systemClock });
    const device = await serialPort({ path: pair.deviceEnd, baudRate: 115_200 }, systemClock).open();
    if (!device.ok) throw new Error(device.error.detail);
    simulator.attach(device.value);
    simulator.place(LI);
    const read = first(isRead);
    reader.start();
    expect((await read).card).toMatchObject(LI);
    expect(reader.status()).toEqual({ kind: 'ready' });

    const absent = first(isAbsent);
    await pair.unplug();
    await absent;
    expect(reader.status()).toEqual({ kind: 'absent' });
    await device.value.close();
  });
});
