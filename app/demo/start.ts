import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { findAssets } from '../terminal/assets-folder.ts';
import { ensureScreen, SCREEN_DIST } from '../terminal/build/screen.ts';
import { CommandError, parsePort, runCommand, untilStopped, UsageError } from '../terminal/cli/command.ts';
import { readAssets } from '../terminal/host/asset-manifest.ts';
import { openBrowserHost } from '../terminal/host/browser-host.ts';
import { chooseHost, isHost, lookAround } from '../terminal/host/choose-host.ts';
import { runInElectron } from '../terminal/host/electron-host.ts';
import { startDemo } from './demo.ts';

/** `npm start`: a synthetic county, a terminal on simulated devices, the screen and the dock. */
await runCommand('start', async () => {
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
  const port = parsePort(values.port, 7310);
  const countyPort = parsePort(values['county-port'], 7320);
  const data = resolve(values.data ?? '.songbai');
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const choice = chooseHost(lookAround(host, dirname(findAssets())));
  if (choice.kind === 'electron') {
    const args = ['--demo', '--data', data, '--port', String(port), '--county-port', String(countyPort)];
    process.exitCode = await runInElectron(choice.binary, args, progress);
    return;
  }
  if (choice.because !== undefined) progress(choice.because);
  await ensureScreen(progress);
  const { terminal, dock, countyUrl, stop } = await startDemo({ data, countyPort, progress });
  try {
    const browser = await openBrowserHost({
      kiosk: terminal.kiosk,
      clock: systemClock,
      random: systemRandom,
      assets: readAssets(SCREEN_DIST),
      port,
      requireToken: false,
      ...(dock === undefined ? {} : { dock }),
      onRefusal: (cause) => terminal.note('screen-refused', { cause }),
    });
    process.stdout.write(`kiosk ready: ${browser.url}\ncounty ready: ${countyUrl}\n`);
    progress(`dock: ${browser.url}dock`);
    await stopped;
    await browser.close();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CommandError(`port ${port} is taken; choose another --port, or 0 for a free one`);
    }
    throw error;
  } finally {
    await stop();
  }
});
