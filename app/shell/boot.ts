import type { Clock } from '../../shared/clock/clock.ts';
import type { assetServer } from '../terminal/host/app-scheme.ts';
import { SCHEME } from '../terminal/host/app-scheme.ts';
import type { ElectronApi } from './electron-api.ts';
import { openKiosk } from './kiosk-window.ts';
import { guardContents } from './window.ts';

export interface ShellOptions {
  /** Bundled CJS preload, absolute. */
  readonly preload: string;
  /** What the utility process runs. */
  readonly terminal: { path: string; args: readonly string[]; env: NodeJS.ProcessEnv };
  /** Answers for `app://`; told what was found altered on disk. */
  readonly assets: (onTampered: (path: string) => void) => ReturnType<typeof assetServer>;
  readonly clock: Clock;
}

/** All switches there are: no name is ever looked up, and fingers neither zoom nor swipe the page away. */
const SWITCHES: readonly (readonly [string, string?])[] = [
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['disable-pinch'],
  ['overscroll-history-navigation', '0'],
];

/** The whole start, in the order in which Electron wants it. Call it in the main process's first turn. */
export async function bootShell(electron: ElectronApi, options: ShellOptions): Promise<void> {
  const { app } = electron;
  if (!app.requestSingleInstanceLock()) return app.quit();
  app.enableSandbox();
  for (const [name, value] of SWITCHES) app.commandLine.appendSwitch(name, value);
  electron.protocol.registerSchemesAsPrivileged([SCHEME]);
  const guards = { breach: (_what: string): void => undefined };
  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, (what) => guards.breach(what)),
  );
  await app.whenReady();
  electron.Menu.setApplicationMenu(null);
  electron.powerSaveBlocker.start('prevent-display-sleep');
  await openKiosk(electron, options, guards);
}
