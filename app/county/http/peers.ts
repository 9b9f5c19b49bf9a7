import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Where each connection came from, taken when it is accepted: of a socket that was reset meanwhile nobody can
 * say it any more, and what is answered, limited or noted then still needs it.
 */
export class Peers {
  readonly #addresses = new WeakMap<Socket, string>();

  /** From now on; over TLS the socket of a request is the one inside. */
  watch(server: Server): void {
    const take = (socket: Socket): void => {
      this.#addresses.set(socket, socket.remoteAddress ?? '');
    };
    server.on('connection', take);
    server.on('secureConnection', take);
  }

  /** Empty where it was gone before it was accepted; never throws. */
  of(socket: Socket): string {
    return this.#addresses.get(socket) ?? socket.remoteAddress ?? '';
  }
}
