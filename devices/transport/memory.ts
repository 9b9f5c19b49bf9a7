import { err, ok, type Result } from '../../shared/result/result.ts';
import type { BytePipe, BytePort, CloseReason, OpenFault, WriteFault } from './byte-pipe.ts';

/** A cable in memory: a port for the driver, and the other end for a simulated device. */
export interface MemoryLine {
  readonly port: BytePort;
  /** Pulls the cable: the open pipe vanishes, and opening finds nothing until `plug`. */
  unplug(): void;
  /** Pulls the cable as some USB drivers do: no close is reported, bytes go nowhere. */
  unplugSilently(): void;
  plug(): void;
}

/** `serve` is handed the device's end each time that the driver opens the port. */
export function createMemoryLine(name: string, serve: (pipe: BytePipe) => void): MemoryLine {
  let plugged = true;
  let current: readonly [MemoryPipe, MemoryPipe] | undefined;
  const end = (reason: CloseReason) => {
    for (const pipe of current ?? []) pipe.end(reason);
    current = undefined;
  };
  const vanished: CloseReason = { kind: 'vanished', detail: `${name}: unplugged` };
  return {
    port: {
      name,
      open(): Promise<Result<BytePipe, OpenFault>> {
        if (!plugged) return Promise.resolve(err({ kind: 'absent', detail: `${name}: not plugged in` }));
        if (current?.[0].isOpen === true) {
          return Promise.resolve(err({ kind: 'refused', detail: `${name}: already open` }));
        }
        current = memoryPipePair();
        serve(current[1]);
        return Promise.resolve(ok(current[0]));
      },
    },
    unplug() {
      plugged = false;
      end(vanished);
    },
    unplugSilently() {
      plugged = false;
      for (const pipe of current ?? []) pipe.mute();
      current = undefined;
    },
    plug() {
      plugged = true;
    },
  };
}

/** Two joined ends. Bytes arrive in a later microtask, as they never arrive inside a `write`. */
function memoryPipePair(): readonly [MemoryPipe, MemoryPipe] {
  const a = new MemoryPipe();
  const b = new MemoryPipe();
  a.join(b);
  b.join(a);
  return [a, b];
}

class MemoryPipe implements BytePipe {
  #other: MemoryPipe | undefined;
  #closed: CloseReason | undefined;
  readonly #onData = new Set<(chunk: Uint8Array) => void>();
  readonly #onClosed = new Set<(reason: CloseReason) => void>();

  join(other: MemoryPipe): void {
    this.#other = other;
  }

  get isOpen(): boolean {
    return this.#closed === undefined;
  }

  write(bytes: Uint8Array): Promise<Result<void, WriteFault>> {
    if (this.#closed !== undefined) return Promise.resolve(err(this.#closed));
    const copy = bytes.slice();
    const to = this.#other;
    queueMicrotask(() => to?.receive(copy));
    return Promise.resolve(ok(undefined));
  }

  onData(listener: (chunk: Uint8Array) => void): () => void {
    this.#onData.add(listener);
    return () => this.#onData.delete(listener);
  }

  onClosed(listener: (reason: CloseReason) => void): () => void {
    if (this.#closed !== undefined) {
      listener(this.#closed);
      return () => {};
    }
    this.#onClosed.add(listener);
    return () => this.#onClosed.delete(listener);
  }

  close(): Promise<void> {
    this.end({ kind: 'closed' });
    this.#other?.end({ kind: 'vanished', detail: 'the other end closed' });
    return Promise.resolve();
  }

  receive(chunk: Uint8Array): void {
    if (this.#closed !== undefined) return;
    for (const listener of this.#onData) listener(chunk);
  }

  end(reason: CloseReason): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    for (const listener of this.#onClosed) listener(reason);
    this.#onClosed.clear();
    this.#onData.clear();
  }

  /** Cuts the wire without a word to either end. */
  mute(): void {
    this.#other = undefined;
  }
}
