import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { findAssets } from '../terminal/assets-folder.ts';
import { parsePort, runCommand, untilStopped } from '../terminal/cli/command.ts';
import { readAssets } from '../terminal/host/asset-manifest.ts';
import { openBrowserHost } from '../terminal/host/browser-host.ts';
import { openPortHost } from '../terminal/host/port-host.ts';
import { parentPort } from '../terminal/host/utility-parent.ts';
import { dirname, join } from 'node:path';
import { startDemo } from './demo.ts';

/** The demo inside Electron's utility process: the window has the kiosk, loopback HTTP has the dock. */
await runCommand('start', async () => {
  // Before anybody is told that this is ready: a signal may follow at once.
  const stopped = untilStopped();
  const { values } = parseArgs({
    options: {
      demo: { type: 'boolean' },
      data: { type: 'string', default: '.songbai' },
      port: { type: 'string' },
      'county-port': { type: 'string' },
    },
  });
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const { terminal, dock, countyUrl, stop } = await startDemo({
    data: values.data,
    countyPort: parsePort(values['county-port'], 7320),
    progress,
  });
  const { kiosk } = terminal;
  const window = openPortHost({
    parent: parentPort(),
    kiosk,
    clock: systemClock,
    onRefusal: (what, cause) => terminal.note('screen-refused', { what, cause }),
  });
  const browser = await openBrowserHost({
    kiosk,
    clock: systemClock,
    random: systemRandom,
    assets: readAssets(join(dirname(findAssets()), 'dist', 'screen')),
    port: parsePort(values.port, 7310),
    requireToken: false,
    ...(dock === undefined ? {} : { dock }),
  });
  process.stdout.write(`kiosk ready: ${browser.url}\ncounty ready: ${countyUrl}\n`);
  progress(`dock: ${browser.url}dock`);
  await stopped;
  window.close();
  await browser.close();
  await stop();
});
// The parent's port keeps the process alive; a demo that could not start must end to be started again.
process.exit();
