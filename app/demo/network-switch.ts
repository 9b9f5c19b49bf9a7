import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/**
 * The demo's line to the county: a TCP relay that can be cut. Cutting drops what is under way and
 * refuses what is new, as a pulled cable does; the terminal above it knows of nothing.
 */
export interface NetworkSwitch {
  readonly port: number;
  isUp(): boolean;
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** The terminal opens four at most. */
const MAX_CONNECTIONS = 32;

export async function openNetworkSwitch(countyPort: number): Promise<NetworkSwitch> {
  let up = true;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    // First of all: whoever hangs up at once must find somebody who takes the error.
    near.on('error', () => undefined);
    if (!up) {
      near.destroy();
      return;
    }
    const far = connect(countyPort, '127.0.0.1');
    far.on('error', () => undefined);
    track(near);
    track(far);
    // A line has two ends: when one goes, however it went, the other goes too.
    near.on('close', () => far.destroySoon());
    far.on('close', () => near.destroySoon());
    near.pipe(far).pipe(near);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      // From now on an error is one connection that could not be accepted; the line stays.
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    isUp: () => up,
    cut() {
      up = false;
      dropAll();
    },
    restore() {
      up = true;
    },
    async close() {
      dropAll();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
