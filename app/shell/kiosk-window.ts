import type { MessagePortMain, Rectangle, UtilityProcess } from 'electron';
import * as z from 'zod/mini';
import { inBackground } from '../../shared/result/background.ts';
import { SCHEME, START } from '../terminal/host/app-scheme.ts';
import type { ToShell } from '../terminal/host/shell-protocol.ts';
import { superviseTerminal } from '../terminal/supervisor/supervise.ts';
import type { ShellOptions } from './boot.ts';
import type { ElectronApi } from './electron-api.ts';
import { handle } from './ipc.ts';
import { CONNECT, PORT } from './names.ts';
import { lockSession } from './session.ts';
import { windowOptions } from './window.ts';

/** More fresh pages than this in a minute: the shell gives up and the service manager starts it anew. */
const MAX_RESTARTS = 10;
/** Refusals of one page that are reported, and the number at which the page is replaced. */
const MAX_REPORTED = 20;
const MAX_REFUSED = 200;

/** The one window: joined to the terminal, and back at a clean start page after whatever happens. */
export async function openKiosk(
  electron: ElectronApi,
  { preload, terminal: terminalProgram, assets, clock }: ShellOptions,
  guards: { breach: (what: string) => void },
): Promise<void> {
  /** `fresh`: the new document has taken over; `asked`: it waits for its port. */
  let page: 'leaving' | 'fresh' | 'asked' | 'joined' = 'leaving';
  let reloading = true;
  let capturing = false;
  let quitting = false;
  let refused = 0;
  let loads = 0;
  let restarts: number[] = [];
  const memory = electron.session.fromPartition('kiosk');
  const window = new electron.BrowserWindow(windowOptions(preload, bounds(electron)));
  const contents = window.webContents;
  const { path, args, env } = terminalProgram;
  const process = { env, execArgv: [], serviceName: 'songbai-terminal' };
  const fork = (): UtilityProcess => electron.utilityProcess.fork(path, [...args], process);
  const terminal = superviseTerminal<MessagePortMain>(fork, clock, hear, () => restart('terminal-gone'));
  guards.breach = (what) => breach(what, 'guard');
  lockSession(memory, () => capturing, report, guards.breach);
  const serve = assets((path) => report(path, 'tampered'));
  memory.protocol.handle(SCHEME.scheme, serve);
  window.setContentProtection(true);
  const policy = { electron, contents, onRefused: breach };
  const newPage = handle(policy, CONNECT, z.literal('ready'), () => page === 'fresh', ask);

  function ask(): void {
    page = 'asked';
    join();
  }
  function join(): void {
    if (page !== 'asked' || !terminal.isReady()) return;
    page = 'joined';
    const { port1, port2 } = new electron.MessageChannelMain();
    terminal.tell({ type: 'screen' }, port1);
    contents.postMessage(PORT, null, [port2]);
  }
  function hear(message: ToShell): void {
    if (message.type === 'ready') join();
    else if (message.type === 'capturing') capturing = message.on;
    else if (message.type === 'visit-over') restart('visit-over');
    // Whoever paints nothing may hang: a navigation would wait for it for ever.
    else if (message.type === 'replace-screen') contents.forcefullyCrashRenderer();
  }
  function report(what: string, cause: string): void {
    refused += 1;
    if (refused <= MAX_REPORTED) terminal.tell({ type: 'refused', what: what.slice(0, 60), cause });
    if (refused === MAX_REFUSED) restart('abuse');
  }
  /** What our own page never does: it is not our page any more. */
  function breach(what: string, cause: string): void {
    report(what, cause);
    restart('breach');
  }
  /** Back to the start page, with nothing left of the last person: storage, cache, clipboard, camera. */
  function restart(cause: string): void {
    if (reloading) return;
    const now = clock.monotonic();
    restarts = [...restarts.filter((at) => now - at < 60_000), now];
    if (restarts.length > MAX_RESTARTS) return app.exit(1);
    terminal.tell({ type: 'screen-lost', cause });
    inBackground(load());
  }
  async function load(): Promise<void> {
    reloading = true;
    page = 'leaving';
    capturing = false;
    refused = 0;
    loads += 1;
    const mine = loads;
    electron.clipboard.clear();
    try {
      await Promise.all([memory.clearStorageData(), memory.clearCache()]);
      await window.loadURL(START);
    } catch {
      // A newer load has taken over, or there is nothing to show yet.
      if (mine !== loads) return;
      reloading = false;
      clock.after(1_000, () => restart('not-loaded'));
    }
  }

  const { app, screen } = electron;
  contents.on('did-navigate', () => {
    reloading = false;
    page = 'fresh';
    newPage();
  });
  contents.on('render-process-gone', () => {
    reloading = false;
    restart('crashed');
  });
  window.on('unresponsive', () => contents.forcefullyCrashRenderer());
  window.on('close', (event) => {
    if (!quitting) event.preventDefault();
  });
  app.on('before-quit', () => {
    quitting = true;
  });
  app.on('second-instance', () => window.focus());
  const fit = (): void => {
    window.setBounds(bounds(electron));
    window.setKiosk(true);
  };
  screen.on('display-added', fit);
  screen.on('display-removed', fit);
  screen.on('display-metrics-changed', fit);
  await load();
}

/** The touch display if the machine knows one, otherwise the first; a second screen never gets a window. */
function bounds({ screen }: ElectronApi): Rectangle {
  const touch = screen.getAllDisplays().find((display) => display.touchSupport === 'available');
  return (touch ?? screen.getPrimaryDisplay()).bounds;
}
