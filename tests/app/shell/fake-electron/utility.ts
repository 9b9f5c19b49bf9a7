import { EventEmitter } from 'node:events';
import type { HostPort, ParentPort } from '../../../../app/terminal/host/port-host.ts';
import type { FakePort } from './ports.ts';

/** What a utility process runs, given its `process.parentPort`. */
export type Program = (parent: ParentPort) => void;

/** A utility process: messages are clones and arrive in a later turn; `exit` comes once. */
export class FakeUtility extends EventEmitter {
  readonly args: readonly string[];
  readonly options: object;
  readonly received: unknown[] = [];
  killed = false;
  hung = false;
  readonly #inside = new EventEmitter();
  readonly #ports: FakePort[] = [];

  constructor(program: Program, args: readonly string[], options: object) {
    super();
    this.args = args;
    this.options = options;
    const parent: ParentPort = {
      on: (event, listener) => this.#inside.on(event, listener),
      postMessage: (message) => {
        const copy: unknown = structuredClone(message);
        setImmediate(() => {
          if (!this.killed && !this.hung) this.emit('message', copy);
        });
      },
    };
    setImmediate(() => {
      if (this.killed) return;
      this.emit('spawn');
      program(parent);
    });
  }

  postMessage(message: unknown, ports: FakePort[] = []): void {
    const data: unknown = structuredClone(message);
    this.#ports.push(...ports);
    setImmediate(() => {
      if (this.killed || this.hung) return;
      this.received.push(data);
      this.#inside.emit('message', { data, ports: ports as unknown as HostPort[] });
    });
  }

  kill(): boolean {
    if (this.killed) return false;
    this.killed = true;
    for (const port of this.#ports) port.close();
    setImmediate(() => this.emit('exit', 1));
    return true;
  }
}
