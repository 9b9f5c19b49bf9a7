import { createConnection, type Socket } from 'node:net';
import { seeded } from '../monkey/monkey.ts';

/**
 * Somebody on this machine who means harm, by seed: requests that stop anywhere, resets at any byte, bad
 * upgrades, wrong and huge frames, JSON that is none or names what every object has.
 */
export interface Target {
  readonly port: number;
  /** `?token=…`, or nothing. */
  readonly query: string;
}

type Pick = <T>(from: readonly T[]) => T;

const KEYS = ['person', 'persona', '__proto__', 'constructor', 'toString', 'then', '', 'type', 'page'];
const PATHS =
  '/ /dock /dock/state /dock/idCard/place /dock/idCard/remove /dock/face/persona /dock/__proto__/toString /channel // *'.split(
    ' ',
  );
const METHODS = 'GET POST POST POST PUT HEAD DELETE OPTIONS TRACE CONNECT PATCH BREW'.split(' ');

/** Carries out `count` attacks, many at a time. */
export async function attack(target: Target, seed: number, count: number): Promise<void> {
  const random = seeded(seed);
  const pick: Pick = (from) => from[Math.floor(random() * from.length)]!;
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await once(target, plan(target, random, pick), random);
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

/** The pieces that one connection sends. */
function plan({ port, query }: Target, random: () => number, pick: Pick): Buffer[] {
  const host = pick([`127.0.0.1:${port}`, `127.0.0.1:${port}`, `localhost:${port}`, 'evil.example', '']);
  const token = pick([query, query, '', '?token=x', '?token=%']);
  const own = `http://127.0.0.1:${port}`;
  const origin = pick(['', `Origin: ${own}\r\n`, 'Origin: null\r\n', 'Origin: https://evil.example\r\n']);
  switch (pick(['request', 'order', 'upgrade', 'channel', 'channel', 'noise'])) {
    case 'request': {
      const head = `${pick(METHODS)} ${pick(PATHS)}${token} HTTP/1.${pick(['1', '0', '9'])}\r\nHost: ${host}\r\n${origin}`;
      return [Buffer.from(`${head}X-Long: ${'x'.repeat(Math.floor(random() ** 4 * 20_000))}\r\n\r\n`)];
    }
    case 'order': {
      const body = pick([json(random, pick, 3), json(random, pick, 3), '{', '', 'x'.repeat(9_000), '\u0000']);
      const length = pick([Buffer.byteLength(body), Buffer.byteLength(body), 1, 99_999, -1, 'x']);
      const head = `${pick(METHODS)} ${pick(PATHS)}${token} HTTP/1.1\r\nHost: ${host}\r\n${origin}Content-Length: ${length}\r\n\r\n`;
      return [Buffer.from(head), Buffer.from(body)];
    }
    case 'upgrade': {
      const key = pick(['', 'Sec-WebSocket-Key: x\r\n', `Sec-WebSocket-Key: ${'A'.repeat(22)}==\r\n`]);
      const version = pick(['', 'Sec-WebSocket-Version: 13\r\n', 'Sec-WebSocket-Version: 99\r\n']);
      const head = `${pick(['GET', 'POST'])} ${pick(PATHS)}${token} HTTP/1.1\r\nHost: ${host}\r\n${origin}`;
      return [
        Buffer.from(
          `${head}Upgrade: ${pick(['websocket', 'h2c', ''])}\r\nConnection: Upgrade\r\n${key}${version}\r\n`,
        ),
      ];
    }
    case 'channel': {
      const head = `GET /channel${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${own}\r\nUpgrade: websocket\r\n`;
      const rest = `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`;
      const frames = Array.from({ length: Math.floor(random() * 60) }, () => frame(random, pick));
      return [Buffer.from(head + rest), ...frames];
    }
    default:
      return [
        Buffer.from(Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256))),
      ];
  }
}

function json(random: () => number, pick: Pick, depth: number): string {
  const key = JSON.stringify(pick(KEYS));
  const value: string =
    depth > 0 && random() < 0.6
      ? json(random, pick, depth - 1)
      : pick(['1', 'null', '"photo"', '"due"', '[]', '"\\ud800"', '1e999', '-0', '"leave"', 'true']);
  return `{${key}:${value},"type":"${pick(['intent', 'painted', '__proto__'])}"}`;
}

/** A masked frame of any kind, now and then with a length or bits that are not allowed. */
function frame(random: () => number, pick: Pick): Buffer {
  const body = Buffer.from(
    pick([json(random, pick, 2), json(random, pick, 2), '{', '\u00ff'.repeat(50)]),
    'latin1',
  );
  const first = pick([0x81, 0x81, 0x82, 0x89, 0x8a, 0x80, 0x01, 0xf1, 0x83, 0x88]);
  if (random() < 0.05) return Buffer.from([first, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  const short = body.subarray(0, 125);
  const masked = random() < 0.95 ? 0x80 : 0;
  return Buffer.concat([
    Buffer.from([first, masked | short.length, ...(masked === 0 ? [] : [0, 0, 0, 0])]),
    short,
  ]);
}

/** One connection: sends its pieces, each perhaps only in part, and leaves in one of four ways. */
function once({ port }: Target, pieces: readonly Buffer[], random: () => number): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = createConnection(port, '127.0.0.1', () => {
      for (const piece of pieces) {
        const whole = random() < 0.8;
        socket.write(whole ? piece : piece.subarray(0, Math.floor(random() * piece.length)));
        if (!whole) break;
      }
      const way = Math.floor(random() * 4);
      if (way === 0) socket.resetAndDestroy();
      else if (way === 1) socket.destroy();
      else if (way === 2) socket.end();
      else setImmediate(() => socket.resetAndDestroy());
    });
    if (random() < 0.5) socket.resume();
    // Whoever is neither answered nor hung up on goes by itself.
    const patience = setTimeout(() => socket.destroy(), 300);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(patience);
      resolve();
    });
  });
}
