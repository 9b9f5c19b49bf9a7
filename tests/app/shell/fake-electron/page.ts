import { EventEmitter } from 'node:events';
import type { ContextBridge, IpcRenderer } from 'electron';
import type { SongbaiVerbs } from '../../../../app/shell/verbs.ts';
import type { KioskView } from '../../../../shared/view/view.ts';
import type { FakePort } from './ports.ts';

/** A frame as `senderFrame` shows it. */
export interface FakeFrame {
  readonly url: string;
  readonly origin: string;
  readonly parent: FakeFrame | null;
}

/** What the page asks of the browser around it; filled in by the fake contents. */
export interface Browser {
  invoke(frame: FakeFrame, channel: string, args: unknown[]): Promise<unknown>;
}

/**
 * One loaded document: the real preload ran in it, and a screen that connects and keeps what it is sent.
 * `world` is all that a script of the page can see.
 */
export class FakePage {
  readonly frame: FakeFrame;
  readonly world: Record<string, unknown> = { print: () => 'system dialog' };
  readonly views: KioskView[] = [];
  readonly standing: boolean[] = [];
  readonly storage = new Map<string, string>();
  alive = true;
  hung = false;
  /** Loads that this hanging page holds up. */
  readonly waiters: (() => void)[] = [];
  send: (text: string) => void = () => undefined;
  readonly #messages = new EventEmitter();
  readonly #browser: Browser;

  constructor(url: string, browser: Browser) {
    this.frame = { url, origin: new URL(url).protocol + '//' + new URL(url).host, parent: null };
    this.#browser = browser;
  }

  /** `contextBridge`: functions are proxied, everything else is copied and frozen. */
  readonly contextBridge = {
    exposeInMainWorld: (key: string, api: Record<string, unknown>) => {
      if (key in this.world) throw new Error(`Cannot bind an API on top of an existing property ${key}`);
      this.world[key] = Object.freeze({ ...api });
    },
    executeInMainWorld: ({ func }: { func: () => unknown }) => {
      // The function is sent as source text: nothing of the preload's scope is there.
      const body = `const globalThis = world; const window = world; return (${func.toString()})();`;
      // oxlint-disable-next-line typescript/no-implied-eval -- this is how the real bridge behaves
      return new Function('world', body)(this.world) as unknown;
    },
  } as unknown as ContextBridge;

  readonly ipcRenderer = {
    once: (channel: string, listener: (event: { ports: FakePort[] }) => void) => {
      this.#messages.once(channel, listener);
    },
    invoke: (channel: string, ...args: unknown[]) => this.#browser.invoke(this.frame, channel, args),
  } as unknown as IpcRenderer;

  /** From `webContents.postMessage`. */
  deliver(channel: string, ports: FakePort[]): void {
    if (this.alive && !this.hung) this.#messages.emit(channel, { ports });
  }

  /** What `app/screen` does when it starts. */
  runScreen(): void {
    const verbs = this.world['songbai'] as SongbaiVerbs;
    const line = verbs.connect(
      (text) => {
        if (!this.alive || this.hung) return;
        const { view } = JSON.parse(text) as { view: KioskView };
        this.views.push(view);
        line.send(JSON.stringify({ type: 'painted', page: view.page }));
      },
      (standing) => this.standing.push(standing),
    );
    this.send = line.send;
  }
}
