import { EventEmitter } from 'node:events';

/** Lets everything that is on its way between processes arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

/**
 * One end of a message channel, as main (`on`), page (`addEventListener`) and utility process see it:
 * messages are structured clones, arrive in a later turn, in order, and only after `start()`.
 */
export class FakePort {
  readonly #events = new EventEmitter();
  #other: FakePort | undefined;
  #started = false;
  #closed = false;
  #queue: unknown[] = [];

  static pair(): { port1: FakePort; port2: FakePort } {
    const port1 = new FakePort();
    const port2 = new FakePort();
    port1.#other = port2;
    port2.#other = port1;
    return { port1, port2 };
  }

  on(event: string, listener: (event: { data: unknown }) => void): this {
    this.#events.on(event, listener);
    return this;
  }

  addEventListener(event: string, listener: (event: { data: unknown }) => void): void {
    // A page is not told that the other end closed: seen in Chromium, where `close` never comes.
    if (event !== 'close') this.#events.on(event, listener);
  }

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    const other = this.#other;
    if (this.#closed || other === undefined) return;
    setImmediate(() => other.#arrive(copy));
  }

  start(): void {
    this.#started = true;
    const waiting = this.#queue;
    this.#queue = [];
    for (const message of waiting) setImmediate(() => this.#arrive(message));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const other = this.#other;
    setImmediate(() => {
      this.#events.emit('close', { data: undefined });
      other?.close();
    });
  }

  #arrive(message: unknown): void {
    if (this.#closed) return;
    if (!this.#started) this.#queue.push(message);
    else this.#events.emit('message', { data: message });
  }
}
