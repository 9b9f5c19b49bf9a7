import type { SerialPort } from 'serialport';
import type { Clock } from '../../shared/clock/clock.ts';
import { err, ok, type Result } from '../../shared/result/result.ts';
import type { BytePipe, BytePort, CloseReason, OpenFault, WriteFault } from './byte-pipe.ts';

export interface SerialSettings {
  /** `/dev/ttyS1`, `/dev/serial/by-id/…` (survives re-plugging under another number), `COM3`. */
  readonly path: string;
  readonly baudRate: number;
  /** Hardware handshake; 8N1 otherwise. */
  readonly rtscts?: boolean;
}

/** A port that will not close (a hung USB driver) is left behind after this. */
const CLOSE_TIMEOUT_MS = 1000;

/** 8N1 over the operating system's serial port. The native module is loaded at the first `open`. */
export function serialPort(settings: SerialSettings, clock: Clock): BytePort {
  return {
    name: settings.path,
    async open(): Promise<Result<BytePipe, OpenFault>> {
      try {
        const { SerialPort } = await import('serialport');
        const port = new SerialPort({ ...settings, autoOpen: false });
        return await new Promise((resolve) => {
          port.open((error) => {
            resolve(error === null ? ok(serialPipe(port, clock)) : err(openFault(settings.path, error)));
          });
        });
      } catch (cause) {
        // The native module is missing or does not fit, or a setting is none of this system's.
        return err(openFault(settings.path, cause instanceof Error ? cause : new Error(String(cause))));
      }
    },
  };
}

/** serialport reports the operating system's reason as text only. */
function openFault(path: string, error: Error): OpenFault {
  const detail = error.message.includes(path) ? error.message : `${path}: ${error.message}`;
  const missing = /no such (file|device)|file not found|ENOENT|ENODEV|ENXIO/i.test(error.message);
  return { kind: missing ? 'absent' : 'refused', detail };
}

/** What is used of a `SerialPort`. */
export type RawPort = Pick<SerialPort, 'write' | 'close' | 'isOpen'> & {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'close', listener: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
};

/** A pipe on an open port. */
export function serialPipe(port: RawPort, clock: Clock): BytePipe {
  let closed: CloseReason | undefined;
  let closing: Promise<void> | undefined;
  const onData = new Set<(chunk: Uint8Array) => void>();
  const onClosed = new Set<(reason: CloseReason) => void>();

  const end = (reason: CloseReason) => {
    if (closed !== undefined) return;
    closed = reason;
    for (const listener of onClosed) listener(reason);
    onClosed.clear();
    onData.clear();
  };
  // Reading never pauses: without a reader, serialport does not notice an unplugging.
  port.on('data', (chunk: Buffer) => {
    for (const listener of onData) listener(chunk);
  });
  // A failing write emits 'close' twice, once without a reason, and 'error' besides. Whoever closes on
  // purpose goes through `close`, so any close that comes by itself is the port's going away.
  port.on('close', (error?: Error | null) =>
    end({ kind: 'vanished', detail: error?.message ?? 'the port closed' }),
  );
  port.on('error', (error: Error) => end({ kind: 'vanished', detail: error.message }));

  return {
    write(bytes, timeoutMs) {
      return new Promise<Result<void, WriteFault>>((resolve) => {
        if (closed !== undefined) return resolve(err(closed));
        let settled = false;
        const settle = (result: Result<void, WriteFault>) => {
          if (settled) return;
          settled = true;
          cancel();
          onClosed.delete(whenClosed);
          resolve(result);
        };
        // After an unplugging, serialport's write callback is never called.
        const whenClosed = (reason: CloseReason) => settle(err(reason));
        const cancel = clock.after(timeoutMs, () => settle(err({ kind: 'timeout' })));
        onClosed.add(whenClosed);
        // A port that goes away in the moment of opening is noticed by nothing but this.
        const fail = (error: Error): void => end({ kind: 'vanished', detail: error.message });
        try {
          port.write(bytes, (error) => {
            if (error === null || error === undefined) settle(ok(undefined));
            else fail(error);
          });
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
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
        if (!port.isOpen) return resolve();
        const cancel = clock.after(CLOSE_TIMEOUT_MS, resolve);
        port.close(() => {
          cancel();
          resolve();
        });
      });
      return closing;
    },
  };
}
