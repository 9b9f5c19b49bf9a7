import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { ElectronApi } from '../../../../app/shell/electron-api.ts';
import type { InvokeHandler } from './contents.ts';
import { FakeContents, FakeWindow, fakeEvent } from './contents.ts';
import { FakePort } from './ports.ts';
import { FakeSession } from './session.ts';
import type { Program } from './utility.ts';
import { FakeUtility } from './utility.ts';

interface FakeDisplay {
  readonly id: number;
  readonly bounds: Rectangle;
  readonly touchSupport: string;
}

/** The used part of Electron, with its habits: what is too early or too late throws, as the real one does. */
export class FakeElectron {
  ready = false;
  quits = 0;
  exits: number[] = [];
  sandboxed = false;
  switches: (readonly [string, string | undefined])[] = [];
  schemes: { scheme: string; privileges: Record<string, boolean> }[] = [];
  menu: unknown = 'default';
  blockers: string[] = [];
  clipboardCleared = 0;
  windows: FakeWindow[] = [];
  children: FakeUtility[] = [];
  displays: FakeDisplay[] = [
    { id: 1, bounds: { x: 0, y: 0, width: 1080, height: 1920 }, touchSupport: 'unknown' },
  ];
  readonly handlers = new Map<string, InvokeHandler>();
  readonly sessions = new Map<string, FakeSession>();
  readonly #program: Program;
  readonly #firstInstance: boolean;
  readonly screenEvents = new EventEmitter();
  readonly app: EventEmitter;
  readonly api: ElectronApi;

  constructor(program: Program, firstInstance = true) {
    this.#program = program;
    this.#firstInstance = firstInstance;
    this.app = this.#makeApp();
    this.api = this.#makeApi();
  }

  get window(): FakeWindow {
    return this.windows[0]!;
  }
  get contents(): FakeContents {
    return this.window.webContents;
  }
  get session(): FakeSession {
    return this.contents.session;
  }
  get terminal(): FakeUtility {
    return this.children.at(-1)!;
  }

  #needsReady(what: string): void {
    if (!this.ready) throw new Error(`${what} before app is ready`);
  }
  #needsNotReady(what: string): void {
    if (this.ready) throw new Error(`${what} after app is ready`);
  }

  #makeApp(): EventEmitter {
    const becomesReady = new Promise<void>((resolve) => {
      setImmediate(() => {
        this.ready = true;
        resolve();
      });
    });
    return Object.assign(new EventEmitter(), {
      isPackaged: true,
      requestSingleInstanceLock: () => this.#firstInstance,
      enableSandbox: () => {
        this.#needsNotReady('enableSandbox');
        this.sandboxed = true;
      },
      commandLine: {
        appendSwitch: (name: string, value?: string) => {
          this.#needsNotReady('appendSwitch');
          this.switches.push([name, value]);
        },
      },
      whenReady: () => becomesReady,
      quit: () => {
        this.quits += 1;
        this.app.emit('before-quit', fakeEvent());
        for (const window of this.windows) window.close();
      },
      exit: (code: number) => this.exits.push(code),
    });
  }

  #makeApi(): ElectronApi {
    const contentsFor = (options: BrowserWindowConstructorOptions): FakeContents => {
      this.#needsReady('BrowserWindow');
      return new FakeContents(this.#session(options.webPreferences?.partition ?? ''), this.handlers);
    };
    const opened = (window: FakeWindow): void => {
      this.windows.push(window);
      this.app.emit('web-contents-created', fakeEvent(), window.webContents);
    };
    class BrowserWindow extends FakeWindow {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options, contentsFor(options));
        opened(this);
      }
    }
    class MessageChannelMain {
      readonly port1: FakePort;
      readonly port2: FakePort;
      constructor() {
        ({ port1: this.port1, port2: this.port2 } = FakePort.pair());
      }
    }
    return {
      app: this.app,
      BrowserWindow,
      MessageChannelMain,
      clipboard: {
        clear: () => {
          this.clipboardCleared += 1;
        },
      },
      ipcMain: {
        handle: (channel: string, handler: InvokeHandler) => {
          if (this.handlers.has(channel)) throw new Error(`second handler for '${channel}'`);
          this.handlers.set(channel, handler);
        },
      },
      Menu: {
        setApplicationMenu: (menu: unknown) => {
          this.menu = menu;
        },
      },
      powerSaveBlocker: {
        start: (kind: string) => {
          this.#needsReady('powerSaveBlocker');
          return this.blockers.push(kind);
        },
      },
      protocol: {
        registerSchemesAsPrivileged: (schemes: FakeElectron['schemes']) => {
          this.#needsNotReady('registerSchemesAsPrivileged');
          this.schemes.push(...schemes);
        },
      },
      screen: Object.assign(this.screenEvents, {
        getAllDisplays: () => {
          this.#needsReady('screen');
          return this.displays;
        },
        getPrimaryDisplay: () => this.displays[0],
      }),
      session: {
        fromPartition: (partition: string) => {
          this.#needsReady('session');
          return this.#session(partition);
        },
      },
      utilityProcess: {
        fork: (_path: string, args: string[], options: object) => {
          this.#needsReady('utilityProcess');
          const child = new FakeUtility(this.#program, args, options);
          this.children.push(child);
          return child;
        },
      },
    } as unknown as ElectronApi;
  }

  #session(partition: string): FakeSession {
    const session = this.sessions.get(partition) ?? new FakeSession(partition);
    this.sessions.set(partition, session);
    return session;
  }
}
