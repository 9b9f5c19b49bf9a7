import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { findAssets } from '../assets-folder.ts';
import { ensureScreen, SCREEN_DIST } from '../build/screen.ts';
import { openDock } from '../dock/open-dock.ts';
import { readAssets } from '../host/asset-manifest.ts';
import { openBrowserHost } from '../host/browser-host.ts';
import { chooseHost, isHost, lookAround } from '../host/choose-host.ts';
import { runInElectron } from '../host/electron-host.ts';
import { CommandError, parsePort, runCommand, untilStopped, UsageError } from './command.ts';
import { openTerminal, readConfig } from './open-terminal.ts';
import { watchTerminal } from './watch.ts';

const USAGE = 'npm run kiosk -- --config kiosk.json [--host electron|browser] [--port N]';

/** `npm run kiosk`: a real terminal. Ends at SIGTERM or SIGINT with everything stored. */
await runCommand('kiosk', async () => {
  // Before anybody is told that this is ready: a signal may follow at once.
  const stopped = untilStopped();
  const { values } = parseArgs({
    options: { config: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  });
  if (values.config === undefined) throw new UsageError(`--config is missing; ${USAGE}`);
  const { host } = values;
  if (!isHost(host)) throw new UsageError(`--host ${host} is not known; there are electron and browser`);
  const port = parsePort(values.port, 7310);
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const report = (line: string): void => progress(`kiosk: ${line}`);
  const config = readConfig(values.config, report);
  const choice = chooseHost(lookAround(host ?? 'browser', dirname(findAssets())));
  if (choice.kind === 'electron') {
    process.exitCode = await runInElectron(choice.binary, ['--config', resolve(values.config)], progress);
    return;
  }
  if (choice.because !== undefined) report(choice.because);
  const terminal = openTerminal(config, report);
  const { kiosk, devices } = terminal;
  terminal.start();
  const dock = openDock(devices, findAssets(), undefined);
  try {
    await ensureScreen(progress);
    const browser = await openBrowserHost({
      kiosk,
      clock: systemClock,
      random: systemRandom,
      assets: readAssets(SCREEN_DIST),
      port,
      requireToken: true,
      ...(dock === undefined ? {} : { dock }),
      onRefusal: (cause) => terminal.note('screen-refused', { cause }),
    });
    process.stdout.write(`kiosk ready: ${browser.url}\n`);
    const unwatch = watchTerminal(terminal, config.terminal.dataDir, systemClock, browser.lastPainted);
    await stopped;
    unwatch();
    await browser.close();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CommandError(`port ${port} is taken; choose another --port, or 0 for a free one`);
    }
    throw error;
  } finally {
    await terminal.stop();
  }
});
