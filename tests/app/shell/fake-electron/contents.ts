import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions } from 'electron';
import { exposeVerbs } from '../../../../app/shell/verbs.ts';
import type { FakeFrame } from './page.ts';
import { FakePage } from './page.ts';
import type { FakePort } from './ports.ts';
import type { FakeSession } from './session.ts';

/** An event whose default a listener can prevent; `prevented` is what Chromium would then not do. */
export interface FakeEvent {
  prevented: boolean;
  preventDefault(): void;
}
export function fakeEvent(): FakeEvent {
  const event: FakeEvent = {
    prevented: false,
    preventDefault() {
      event.prevented = true;
    },
  };
  return event;
}

export type InvokeHandler = (
  event: { sender: FakeContents; senderFrame: FakeFrame | null },
  ...args: unknown[]
) => unknown;

/** `webContents`: loads through its session, runs the real preload, and tells its listeners in Electron's order. */
export class FakeContents extends EventEmitter {
  page: FakePage | undefined;
  loads: string[] = [];
  /** Listeners that were there when the first load began. */
  guardsAtFirstLoad: (string | symbol)[] = [];
  zoom = 0;
  webRtcPolicy = 'default';
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly session: FakeSession;
  readonly handlers: Map<string, InvokeHandler>;
  #loading = 0;
  readonly #gone = new WeakSet<FakeFrame>();

  constructor(session: FakeSession, handlers: Map<string, InvokeHandler>) {
    super();
    this.session = session;
    this.handlers = handlers;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }

  setZoomLevel(level: number): void {
    this.zoom = level;
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }

  async loadURL(url: string): Promise<void> {
    if (this.loads.length === 0) this.guardsAtFirstLoad = this.eventNames();
    this.loads.push(url);
    this.emit('did-start-loading', fakeEvent());
    this.#loading += 1;
    const mine = this.#loading;
    const old = this.page;
    const response = await this.session.request(url, 'GET');
    // A page that hangs holds its successor up until it is killed.
    if (old?.hung === true && old.alive) await new Promise<void>((resolve) => old.waiters.push(resolve));
    if (mine !== this.#loading) throw new Error('ERR_ABORTED');
    if (response.status !== 200) throw new Error(`ERR_FAILED (${response.status})`);
    if (old !== undefined) {
      old.alive = false;
      this.#gone.add(old.frame);
    }
    const page = new FakePage(url, {
      invoke: (frame, channel, args) => this.invoke(frame, channel, args),
    });
    this.page = page;
    this.emit('did-navigate', fakeEvent(), url);
    if (mine !== this.#loading) throw new Error('ERR_ABORTED');
    exposeVerbs(page.contextBridge, page.ipcRenderer);
    page.runScreen();
    this.emit('did-finish-load', fakeEvent());
  }

  /** `ipcRenderer.invoke`: arguments are cloned, the handler runs in a later turn, errors come back as text. */
  async invoke(frame: FakeFrame | null, channel: string, args: unknown[]): Promise<unknown> {
    const copies = structuredClone(args);
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    // What a document still had to say when its successor took over is never heard.
    if (frame !== null && this.#gone.has(frame)) return new Promise(() => undefined);
    const handler = this.handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    try {
      return structuredClone(await handler({ sender: this, senderFrame: frame }, ...copies));
    } catch (error) {
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
    }
  }

  postMessage(channel: string, _message: unknown, ports: FakePort[] = []): void {
    const page = this.page;
    setImmediate(() => page?.deliver(channel, ports));
  }

  /** The renderer dies: by itself, by the shell, by the kernel. */
  forcefullyCrashRenderer(): void {
    const page = this.page;
    if (page === undefined || !page.alive) return;
    page.alive = false;
    setImmediate(() => {
      this.emit('render-process-gone', fakeEvent(), { reason: 'crashed', exitCode: 5 });
      for (const resolve of page.waiters.splice(0)) resolve();
    });
  }

  /** A script of the page navigates. Returns whether the page went there. */
  navigate(url: string): boolean {
    for (const name of ['will-frame-navigate', 'will-navigate']) {
      const event = fakeEvent();
      this.emit(name, event, url);
      if (event.prevented) return false;
    }
    return true;
  }

  /** `window.open`. Electron allows what no handler denies. */
  open(url: string): boolean {
    return this.openHandler === undefined || this.openHandler({ url }).action !== 'deny';
  }

  /** A key goes down. Returns whether the page got it. */
  press(key: string, modifiers: { control?: boolean; alt?: boolean; meta?: boolean } = {}): boolean {
    const event = fakeEvent();
    const input = { type: 'keyDown', key, control: false, alt: false, meta: false, ...modifiers };
    this.emit('before-input-event', event, input);
    return !event.prevented;
  }
}

/** `BrowserWindow`; the assembly gives it its contents. */
export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: FakeContents;
  contentProtection = false;
  closed = false;
  focused = 0;
  kioskCalls: boolean[] = [];
  bounds: object;

  constructor(options: BrowserWindowConstructorOptions, contents: FakeContents) {
    super();
    this.options = options;
    this.webContents = contents;
    const { x, y, width, height } = options;
    this.bounds = { x, y, width, height };
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  setContentProtection(on: boolean): void {
    this.contentProtection = on;
  }

  setBounds(bounds: object): void {
    this.bounds = bounds;
  }

  setKiosk(on: boolean): void {
    this.kioskCalls.push(on);
  }

  focus(): void {
    this.focused += 1;
  }

  close(): void {
    const event = fakeEvent();
    this.emit('close', event);
    if (!event.prevented) this.closed = true;
  }
}
