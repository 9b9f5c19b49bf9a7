import { connect, type Socket } from 'node:net';
import type { Clock } from '../../shared/clock/clock.ts';
import { err, ok, type Result } from '../../shared/result/result.ts';
import type { BytePipe, BytePort, CloseReason, OpenFault, WriteFault } from './byte-pipe.ts';

export interface TcpSettings {
  /** Name or address in the private network. */
  readonly host: string;
  readonly port: number;
}

/** A printer that is switched off leaves connection attempts hanging for minutes. */
const CONNECT_TIMEOUT_MS = 1500;
/** How long the other side may take to agree to an end. */
const CLOSE_TIMEOUT_MS = 1000;

/** A device behind a raw TCP port (9100, "JetDirect"). */
export function tcpPort({ host, port }: TcpSettings, clock: Clock): BytePort {
  const name = `${host}:${port}`;
  return {
    name,
    open(): Promise<Result<BytePipe, OpenFault>> {
      return new Promise((resolve) => {
        const socket = connect({ host, port, noDelay: true });
        const fail = (detail: string, refused: boolean): void => {
          cancel();
          socket.destroy();
          resolve(err({ kind: refused ? 'refused' : 'absent', detail: `${name}: ${detail}` }));
        };
        const cancel = clock.after(CONNECT_TIMEOUT_MS, () => fail('nobody answers', false));
        // `on`, not `once`: a socket never stands without anybody who takes its errors.
        const failed = (error: NodeJS.ErrnoException): void =>
          fail(error.message, error.code === 'EACCES' || error.code === 'EPERM');
        socket.on('error', failed);
        socket.once('connect', () => {
          cancel();
          const pipe = tcpPipe(socket, clock);
          socket.off('error', failed);
          resolve(ok(pipe));
        });
      });
    },
  };
}

/** Also for the accepting side, where a simulated device sits. */
export function tcpPipe(socket: Socket, clock: Clock): BytePipe {
  let closed: CloseReason | undefined;
  let closing: Promise<void> | undefined;
  const onData = new Set<(chunk: Uint8Array) => void>();
  const onClosed = new Set<(reason: CloseReason) => void>();

  const end = (reason: CloseReason): void => {
    if (closed !== undefined) return;
    closed = reason;
    for (const listener of onClosed) listener(reason);
    onClosed.clear();
    onData.clear();
  };
  socket.on('data', (chunk: Buffer) => {
    for (const listener of onData) listener(chunk);
  });
  socket.on('error', (error) => end({ kind: 'vanished', detail: error.message }));
  // A half-closed connection brings no more answers.
  socket.on('end', () => {
    end({ kind: 'vanished', detail: 'the other side hung up' });
    socket.end();
  });
  socket.on('close', () => end({ kind: 'vanished', detail: 'connection lost' }));

  return {
    write(bytes, timeoutMs) {
      return new Promise<Result<void, WriteFault>>((resolve) => {
        if (closed !== undefined) return resolve(err(closed));
        let settled = false;
        const settle = (result: Result<void, WriteFault>): void => {
          if (settled) return;
          settled = true;
          cancel();
          onClosed.delete(whenClosed);
          resolve(result);
        };
        const whenClosed = (reason: CloseReason): void => settle(err(reason));
        const cancel = clock.after(timeoutMs, () => settle(err({ kind: 'timeout' })));
        onClosed.add(whenClosed);
        socket.write(bytes, (error) => {
          if (error === null || error === undefined) return settle(ok(undefined));
          settle(err({ kind: 'vanished', detail: error.message }));
        });
      });
    },
    onData(listener) {
      if (closed === undefined) onData.add(listener);
      return () => onData.delete(listener);
    },
    onClosed(listener) {
      if (closed !== undefined) {
        listener(closed);
        return () => {};
      }
      onClosed.add(listener);
      return () => onClosed.delete(listener);
    },
    close() {
      closing ??= new Promise((resolve) => {
        end({ kind: 'closed' });
        if (socket.destroyed) return resolve();
        const cancel = clock.after(CLOSE_TIMEOUT_MS, () => socket.destroy());
        socket.once('close', () => {
          cancel();
          resolve();
        });
        socket.end();
      });
      return closing;
    },
  };
}
