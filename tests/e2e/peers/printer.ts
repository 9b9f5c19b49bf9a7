import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import iconv from 'iconv-lite';

/** A receipt printer on TCP, from the protocol description alone: status bytes, end of job, and what it was sent. */
export interface PlayedPrinter {
  readonly port: number;
  /** Everything received so far, status requests taken out, as GB18030 text. */
  text(): string;
  bytes(): Buffer;
  /** Paper end as DLE EOT 2 and 4 say it. */
  setPaper(paper: 'ok' | 'out'): void;
  /** After this many further bytes of print data the paper is out. */
  runOutAfter(bytes: number): void;
  clear(): void;
  close(): Promise<void>;
}

export async function playPrinter(port = 0): Promise<PlayedPrinter> {
  let paper: Buffer = Buffer.alloc(0);
  let out = false;
  let left = Number.POSITIVE_INFINITY;
  const sockets = new Set<Socket>();

  const status = (n: number): number => {
    if (!out) return 0x12;
    return { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 }[n] ?? 0x12;
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      let at = 0;
      while (at < pending.length) {
        const [a, b, c] = [pending[at], pending[at + 1], pending[at + 2]];
        if (a === 0x10 && (b === undefined || (b === 0x04 && c === undefined))) break;
        if (a === 0x10 && b === 0x04 && c !== undefined) {
          socket.write(Buffer.from([status(c)]));
          at += 3;
        } else if (a === 0x1d && (b === undefined || (b === 0x72 && c === undefined))) {
          break;
        } else if (a === 0x1d && b === 0x72) {
          // Queued behind the print data: an offline printer does not get to it.
          if (!out) socket.write(Buffer.from([0x00]));
          at += 3;
        } else {
          if (!out) {
            paper = Buffer.concat([paper, pending.subarray(at, at + 1)]);
            left -= 1;
            if (left <= 0) out = true;
          }
          at += 1;
        }
      }
      pending = pending.subarray(at);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve());
  });

  return {
    port: (server.address() as AddressInfo).port,
    text: () => iconv.decode(paper, 'gb18030'),
    bytes: () => paper,
    setPaper(state) {
      out = state === 'out';
      left = Number.POSITIVE_INFINITY;
    },
    runOutAfter(bytes) {
      left = bytes;
    },
    clear() {
      paper = Buffer.alloc(0);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
