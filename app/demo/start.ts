import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { findAssets } from '../../shared/node/assets-folder.ts';
import { ensureScreen, SCREEN_DIST } from '../terminal/build/screen.ts';
import { noteRefusals } from '../terminal/channel/refusals.ts';
import { CommandError, parsePort, runCommand, untilStopped, UsageError } from '../terminal/cli/command.ts';
import { readAssets } from '../terminal/host/asset-manifest.ts';
import { openBrowserHost } from '../terminal/host/browser-host.ts';
import { chooseHost, isHost, lookAround } from '../terminal/host/choose-host.ts';
import { runInElectron } from '../terminal/host/electron-host.ts';
import { listenProblem } from '../terminal/host/free-port.ts';
import { startDemo } from './demo.ts';
import { inTheWay } from './in-the-way.ts';

const USAGE = 'npm start -- [--data DIR] [--port N] [--county-port N] [--host electron|browser]';

/** `npm start`: a synthetic county, a terminal on simulated devices, the screen and the dock. */
async function main(): Promise<void> {
  // Before anybody is told that this is ready: a signal may follow at once.
  const stopped = untilStopped();
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      'county-port': { type: 'string' },
      host: { type: 'string' },
    },
  });
  const { host } = values;
  if (!isHost(host)) throw new UsageError(`--host ${host} is not known; there are electron and browser`);
  const port = parsePort('--port', values.port, 7310);
  const countyPort = parsePort('--county-port', values['county-port'], 7320);
  const data = resolve(values.data ?? '.songbai');
  const progress = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const problems = await inTheWay({ data, port, countyPort });
  if (problems.length > 0) throw new CommandError(problems.join('; and '));
  const choice = chooseHost(lookAround(host, dirname(findAssets())));
  if (choice.kind === 'electron') {
    const args = ['--demo', '--data', data, '--port', String(port), '--county-port', String(countyPort)];
    process.exitCode = await runInElectron(choice.binary, args, progress);
    return;
  }
  if (choice.because !== undefined) progress(choice.because);
  await ensureScreen(progress);
  const { terminal, dock, countyUrl, stop } = await startDemo({ data, countyPort, progress });
  const { kiosk } = terminal;
  const refusals = noteRefusals(systemClock, (details) => terminal.note('screen-refused', details));
  try {
    const browser = await openBrowserHost({
      kiosk,
      clock: systemClock,
      random: systemRandom,
      assets: readAssets(SCREEN_DIST),
      port,
      requireToken: false,
      ...(dock === undefined ? {} : { dock }),
      onRefusal: (cause) => refusals.refused({ cause }),
      report: (line) => progress(`kiosk: ${line}`),
    }).catch((error: unknown) => {
      const problem = listenProblem(error, port, '--port');
      throw problem === undefined ? error : new CommandError(problem);
    });
    process.stdout.write(`kiosk ready: ${browser.url}\ncounty ready: ${countyUrl}\n`);
    progress(`dock: ${browser.dockUrl}`);
    await stopped;
    await browser.close();
  } finally {
    refusals.close();
    await stop();
  }
}

await runCommand('start', main, USAGE);
