import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Peers } from '../../../../app/county/http/peers.ts';

/** A socket that forgets where it came from when it is reset, as sockets do. */
function socketFrom(remoteAddress: string): { readonly socket: Socket; readonly reset: () => void } {
  const socket: { remoteAddress: string | undefined } = { remoteAddress };
  return {
    socket: socket as unknown as Socket,
    reset: () => {
      socket.remoteAddress = undefined;
    },
  };
}

describe('where a connection came from', () => {
  // Over TLS the socket of a request is another object than the one that was accepted.
  it.each(['connection', 'secureConnection'])('is known after its reset, by its %s', (event) => {
    const peers = new Peers();
    const server = new EventEmitter();
    peers.watch(server as Server);
    const { socket, reset } = socketFrom('192.0.2.7');
    server.emit(event, socket);
    reset();
    expect(peers.of(socket)).toBe('192.0.2.7');
  });

  it('is empty, and nothing is thrown, where it was gone before', () => {
    const { socket, reset } = socketFrom('192.0.2.7');
    reset();
    expect(new Peers().of(socket)).toBe('');
  });
});
