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

export async function openNetworkSwitch(countyPort: number): Promise<NetworkSwitch> {
  let up = true;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    if (!up) {
      near.destroy();
      return;
    }
    const far = connect(countyPort, '127.0.0.1');
    track(near);
    track(far);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
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
