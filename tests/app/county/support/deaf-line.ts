import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/**
 * A line to a server that can go dead without a word, as when a host loses its power or a firewall forgets a
 * connection: bytes go in, and no byte, no end and no reset ever comes out.
 */
export interface DeafLine {
  /** `address` of a database, with this line in front of it. */
  through(address: string): string;
  /** Connections that there are swallow everything from now on; `new` ones too, where asked. */
  goDeaf(how?: { readonly new: boolean }): void;
  /** New connections work again. */
  recover(): void;
  close(): Promise<void>;
}

export async function deafLine(target: string): Promise<DeafLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const deaf = new WeakSet<Socket>();
  let takesNew = true;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    keep(near);
    if (!takesNew) {
      deaf.add(near);
      near.resume();
      return;
    }
    const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    keep(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => void (deaf.has(from) || to.write(bytes)));
      from.on('end', () => void (deaf.has(from) || to.end()));
      from.on('close', () => void (deaf.has(from) || to.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    through(database) {
      const url = new URL(database);
      url.port = String(address.port);
      return url.href;
    },
    goDeaf(how) {
      for (const socket of sockets) deaf.add(socket);
      takesNew = how?.new !== true;
    },
    recover() {
      takesNew = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
