import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { findAssets } from '../../../shared/node/assets-folder.ts';
import { ensureScreen, SCREEN_DIST } from '../build/screen.ts';
import { noteRefusals } from '../channel/refusals.ts';
import { openDock } from '../dock/open-dock.ts';
import { readAssets } from '../host/asset-manifest.ts';
import { openBrowserHost } from '../host/browser-host.ts';
import { chooseHost, isHost, lookAround } from '../host/choose-host.ts';
import { runInElectron } from '../host/electron-host.ts';
import { listenProblem, portProblem } from '../host/free-port.ts';
import { holderOf } from '../store/files.ts';
import { CommandError, parsePort, runCommand, untilStopped, UsageError } from './command.ts';
import { openTerminal, readConfig } from './open-terminal.ts';
import { watchTerminal } from './watch.ts';

const USAGE = 'npm run kiosk -- --config kiosk.json [--host electron|browser] [--port N]';

/** `npm run kiosk`: a real terminal. Ends at SIGTERM or SIGINT with everything stored. */
async function main(): Promise<void> {
  // Before anybody is told that this is ready: a signal may follow at once.
  const stopped = untilStopped();
  const { values } = parseArgs({
    options: { config: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  });
  if (values.config === undefined) throw new UsageError(`--config is missing; ${USAGE}`);
  const { host } = values;
  if (!isHost(host)) throw new UsageError(`--host ${host} is not known; there are electron and browser`);
  const port = parsePort('--port', values.port, 7310);
  const progress = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const report = (line: string): void => progress(`kiosk: ${line}`);
  const config = readConfig(values.config, report);
  const { dataDir } = config.terminal;
  const choice = chooseHost(lookAround(host ?? 'browser', dirname(findAssets())));
  const holder = holderOf(dataDir);
  const inTheWay = [
    holder === undefined
      ? undefined
      : `${dataDir} is in use by ${holder}; stop that one, or give this one another terminal.dataDir`,
    choice.kind === 'browser' ? await portProblem(port, '--port') : undefined,
  ].filter((line) => line !== undefined);
  if (inTheWay.length > 0) throw new CommandError(inTheWay.join('; and '));
  if (choice.kind === 'electron') {
    process.exitCode = await runInElectron(choice.binary, ['--config', resolve(values.config)], progress);
    return;
  }
  if (choice.because !== undefined) report(choice.because);
  await ensureScreen(progress);
  const terminal = openTerminal(config, report);
  const { kiosk, devices } = terminal;
  const refusals = noteRefusals(systemClock, (details) => terminal.note('screen-refused', details));
  try {
    const dock = openDock(devices, findAssets(), undefined);
    terminal.start();
    const browser = await openBrowserHost({
      kiosk,
      clock: systemClock,
      random: systemRandom,
      assets: readAssets(SCREEN_DIST),
      port,
      requireToken: true,
      ...(dock === undefined ? {} : { dock }),
      onRefusal: (cause) => refusals.refused({ cause }),
      report,
    }).catch((error: unknown) => {
      const problem = listenProblem(error, port, '--port');
      throw problem === undefined ? error : new CommandError(problem);
    });
    process.stdout.write(`kiosk ready: ${browser.url}\n`);
    if (browser.dockUrl !== undefined) report(`dock: ${browser.dockUrl}`);
    const unwatch = watchTerminal(terminal, dataDir, systemClock, browser.lastPainted);
    await stopped;
    unwatch();
    await browser.close();
  } finally {
    refusals.close();
    await terminal.stop();
  }
}

await runCommand('kiosk', main, USAGE);
