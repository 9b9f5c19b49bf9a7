import { openSync, readSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { encodeFrame, FrameDecoder } from '../../devices/id-card/sam-frame.ts';
import { encodeReadBase } from '../../devices/simulators/sam/card-image.ts';

/**
 * A card reader at 115200 baud on one end of a pseudo-terminal, in a process of its own. A
 * pseudo-terminal knows no baud rate, so the bytes are put in when a wire would have delivered them.
 * It does nothing but wait, so that it is late by no more than the machine is.
 */
const BYTE_MS = 10_000 / 115_200;
const CHUNK_BYTES = 16;

const device = openSync(process.argv[2] ?? '', 'r+');
const card = encodeFrame(
  Uint8Array.from([
    0,
    0,
    0x90,
    ...encodeReadBase({
      kind: 'citizen',
      idNumber: '990101195001010010',
      name: '李秀珍',
      sex: '2',
      nation: '01',
      birth: '1950-01-01',
      address: '虚构省样例县示范路1号',
      authority: '样例县公安局',
      validFrom: '2020-01-01',
      validTo: 'long-term',
    }),
  ]),
);
const answers = new Map([
  [0x11ff, encodeFrame(Uint8Array.of(0, 0, 0x90))],
  [0x2001, encodeFrame(Uint8Array.of(0, 0, 0x9f, 0, 0, 0, 0))],
  [0x2002, encodeFrame(Uint8Array.of(0, 0, 0x90, 0, 0, 0, 0, 0, 0, 0, 0))],
  [0x3001, card],
]);

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function send(bytes: Uint8Array, began: number): void {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = bytes.subarray(at, at + CHUNK_BYTES);
    const due = began + (at + chunk.length) * BYTE_MS;
    const early = due - performance.now();
    if (early > 0) Atomics.wait(sleeper, 0, 0, early);
    writeSync(device, chunk);
  }
}

const decoder = new FrameDecoder('request');
const buffer = new Uint8Array(4096);
process.stdout.write('ready\n');
for (;;) {
  const count = readSync(device, buffer);
  const began = performance.now();
  for (const event of decoder.push(buffer.subarray(0, count))) {
    if (event.type !== 'frame') continue;
    const answer = answers.get(((event.body[0] ?? 0) << 8) | (event.body[1] ?? 0));
    if (answer !== undefined) send(answer, began);
  }
}
