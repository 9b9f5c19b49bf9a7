import { createServer, type Socket } from 'node:net';
import type { Clock } from '../../../shared/clock/clock.ts';
import { tcpPipe } from '../../transport/tcp.ts';
import type { PrinterSimulator } from './printer-simulator.ts';

export interface PrinterServer {
  readonly port: number;
  /** Hangs up and stops listening. */
  close(): Promise<void>;
}

/** Puts a simulated printer behind a TCP port on loopback; port 0 picks a free one. */
export function listenPrinter(
  simulator: PrinterSimulator,
  port: number,
  clock: Clock,
): Promise<PrinterServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    simulator.serve(tcpPipe(socket, clock));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      // From now on an error is one connection that could not be accepted; the printer stays.
      server.off('error', reject);
      server.on('error', () => undefined);
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
