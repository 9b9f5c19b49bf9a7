import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { IdCardEvent } from '../../devices/contract/id-card-reader.ts';
import { parseCard } from '../../devices/id-card/card-data.ts';
import { encodeRequest, type SamCommand, wireTimeMs } from '../../devices/id-card/sam-command.ts';
import { createSamReader } from '../../devices/id-card/sam-reader.ts';
import type { BytePipe, BytePort } from '../../devices/transport/byte-pipe.ts';
import { serialPort } from '../../devices/transport/serial.ts';
import { systemClock } from '../../shared/clock/system.ts';
import { openPtyPair } from '../devices/transport/pty.ts';
import { type BenchRow, median, quantile } from './row.ts';

const BAUD_RATE = 115_200;
const FRAME_BYTES = 1295;
const ROUNDS = 4;
const READS_PER_ROUND = 5;

interface Timing {
  readonly name: number;
  readonly card: number;
}

/**
 * From the last byte of the read request to the provisional name and to the parsed card, over a
 * pseudo-terminal whose other end sends at 115200 baud. The peer waits for the whole frame before it
 * looks at it, as vendors' libraries do.
 */
export async function cardRead(): Promise<BenchRow[]> {
  const pair = await openPtyPair();
  const script = fileURLToPath(new URL('card-read-peer.ts', import.meta.url));
  const device = spawn(process.execPath, [script, pair.deviceEnd], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(device, 'exit');
  await once(device.stdout, 'data');
  const port = serialPort({ path: pair.driverEnd, baudRate: BAUD_RATE }, systemClock);
  const ours: Timing[] = [];
  const theirs: number[] = [];
  try {
    // Turn about, so that a busy machine slows both; the first round warms up.
    for (let round = 0; round < ROUNDS; round++) {
      const [mine, peers] = [await readWithDriver(port), await readWithWaitForAll(port)];
      if (round === 0) continue;
      ours.push(...mine);
      theirs.push(...peers);
    }
  } finally {
    device.kill();
    await gone;
    await pair.unplug();
  }
  const wire = wireTimeMs(FRAME_BYTES, BAUD_RATE);
  const total = ours.map(({ card }) => card);
  const name = median(ours.map((timing) => timing.name));
  const row = (title: string, value: number, limit?: number): BenchRow => ({
    name: title,
    ours: round2(value),
    peer: round2(wire),
    ...(limit === undefined ? {} : { limit }),
    ratio: round2(value / wire, 4),
    n: ours.length,
    unit: 'ms',
  });
  return [
    row('card-read', median(total), 1.15),
    row('card-read-slowest', quantile(total, 1)),
    row('card-read-name', name, 0.35),
    {
      ...row('card-read-name-against-wait-for-all', name, 1),
      peer: round2(median(theirs)),
      ratio: round2(name / median(theirs), 4),
    },
  ];
}

function round2(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** The driver as the terminal runs it; only the moment of the request is noted at its pipe. */
async function readWithDriver(port: BytePort): Promise<Timing[]> {
  let asked = 0;
  const reader = createSamReader({
    portAt: () => watchWrites(port, () => (asked = performance.now())),
    baudRate: BAUD_RATE,
    clock: systemClock,
    capability: { model: 'bench', simulated: true },
  });
  const timings: Timing[] = [];
  await new Promise<void>((resolve, reject) => {
    let name = Number.NaN;
    reader.subscribe((event: IdCardEvent) => {
      if (event.type === 'provisional-name') name = performance.now() - asked;
      if (event.type === 'read-failed') reject(new Error(`read failed: ${event.fault}`));
      if (event.type !== 'read') return;
      timings.push({ name, card: performance.now() - asked });
      if (timings.length === READS_PER_ROUND) resolve();
    });
    reader.start();
  });
  await reader.stop();
  return timings;
}

function watchWrites(port: BytePort, requested: () => void): BytePort {
  const readRequest = Buffer.from(encodeRequest('readBase'));
  return {
    name: port.name,
    async open() {
      const opened = await port.open();
      if (!opened.ok) return opened;
      const pipe = opened.value;
      const watched: BytePipe = {
        write(bytes, timeoutMs) {
          const written = pipe.write(bytes, timeoutMs);
          if (readRequest.equals(bytes)) requested();
          return written;
        },
        onData: (listener) => pipe.onData(listener),
        onClosed: (listener) => pipe.onClosed(listener),
        close: () => pipe.close(),
      };
      return { ok: true, value: watched };
    },
  };
}

/** The peer: collects 1,295 bytes, then parses. */
async function readWithWaitForAll(port: BytePort): Promise<number[]> {
  const opened = await port.open();
  if (!opened.ok) throw new Error(opened.error.detail);
  const pipe = opened.value;
  let held = Buffer.alloc(0);
  let wanted = 0;
  let arrived = () => {};
  pipe.onData((chunk) => {
    held = Buffer.concat([held, chunk]);
    if (held.length >= wanted) arrived();
  });
  const ask = async (command: SamCommand, bytes: number) => {
    held = Buffer.alloc(0);
    wanted = bytes;
    const whole = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const written = await pipe.write(encodeRequest(command), 500);
    if (!written.ok) throw new Error(written.error.kind);
    await whole;
  };
  const timings: number[] = [];
  for (let i = 0; i < READS_PER_ROUND; i++) {
    await ask('find', 15);
    await ask('select', 19);
    const began = performance.now();
    await ask('readBase', FRAME_BYTES);
    const card = parseCard(held.subarray(10, FRAME_BYTES - 1));
    if (!card.ok) throw new Error(card.error.field);
    timings.push(performance.now() - began);
  }
  await pipe.close();
  return timings;
}
