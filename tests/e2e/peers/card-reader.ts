import { readFileSync } from 'node:fs';
import { SerialPort } from 'serialport';

/**
 * A reader of identity cards as the protocol description has it (SAM_V over serial), and nothing of
 * the product's own code: fixed answers to fixed commands, whole frames taken from recorded vectors.
 */
const PREAMBLE = [0xaa, 0xaa, 0xaa, 0x96, 0x69];

function reply(...content: number[]): Buffer {
  const length = content.length + 1;
  const body = [length >> 8, length & 0xff, ...content];
  return Buffer.from([...PREAMBLE, ...body, body.reduce((sum, byte) => sum ^ byte, 0)]);
}

const ANSWER = {
  ok: reply(0, 0, 0x90),
  found: reply(0, 0, 0x9f, 0, 0, 0, 0),
  selected: reply(0, 0, 0x90, 0, 0, 0, 0, 0, 0, 0, 0),
  noNewCard: reply(0, 0, 0x80),
  notSelected: reply(0, 0, 0x81),
  readFailed: reply(0, 0, 0x41),
  unknownCommand: reply(0, 0, 0x21),
};

/** A whole answer frame to `30 01`, from a hex file of the vectors. */
export function readVector(file: string): Buffer {
  return Buffer.from(readFileSync(file, 'utf8').replaceAll(/\s/g, ''), 'hex');
}

/** The same frame with other text fields: [offset, length in bytes, text], and the checksum mended. */
export function withFields(frame: Buffer, fields: readonly (readonly [number, number, string])[]): Buffer {
  const changed = Buffer.from(frame);
  for (const [offset, length, text] of fields) {
    const units = text.padEnd(length / 2, ' ').slice(0, length / 2);
    changed.write(units, 14 + offset, 'utf16le');
  }
  let sum = 0;
  for (let i = 5; i < changed.length - 1; i++) sum ^= changed[i] ?? 0;
  changed[changed.length - 1] = sum;
  return changed;
}

export interface PlayedReader {
  /** Puts a card down: found once, then `80` until it is taken away and put down again. */
  place(frame: Buffer): void;
  remove(): void;
  close(): Promise<void>;
}

export async function playCardReader(path: string): Promise<PlayedReader> {
  const port = new SerialPort({ path, baudRate: 115200, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  });
  port.on('error', () => undefined);
  let card: Buffer | undefined;
  let fresh = false;
  let selected = false;
  let received = Buffer.alloc(0);

  const answer = (command: number): Buffer => {
    switch (command) {
      case 0x11ff:
      case 0x10ff:
        return ANSWER.ok;
      case 0x2001: {
        selected = false;
        if (card === undefined || !fresh) return ANSWER.noNewCard;
        return ANSWER.found;
      }
      case 0x2002:
        if (card === undefined || !fresh) return ANSWER.notSelected;
        selected = true;
        return ANSWER.selected;
      case 0x3001:
        if (card === undefined || !selected) return ANSWER.readFailed;
        fresh = false;
        return card;
      default:
        return ANSWER.unknownCommand;
    }
  };

  port.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const start = received.indexOf(Buffer.from(PREAMBLE));
      if (start < 0 || received.length < start + 7) return;
      const end = start + 7 + received.readUInt16BE(start + 5);
      if (received.length < end) return;
      const command = received.readUInt16BE(start + 7);
      received = received.subarray(end);
      port.write(answer(command));
    }
  });

  return {
    place(frame) {
      card = frame;
      fresh = true;
    },
    remove() {
      card = undefined;
      fresh = false;
    },
    close: () =>
      new Promise((resolve) => {
        if (port.isOpen) port.close(() => resolve());
        else resolve();
      }),
  };
}
