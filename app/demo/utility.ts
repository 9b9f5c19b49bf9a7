import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { findAssets } from '../../shared/node/assets-folder.ts';
import { noteRefusals } from '../terminal/channel/refusals.ts';
import { parsePort, runCommand, untilStopped } from '../terminal/cli/command.ts';
import { readAssets } from '../terminal/host/asset-manifest.ts';
import { openBrowserHost } from '../terminal/host/browser-host.ts';
import { openPortHost } from '../terminal/host/port-host.ts';
import { parentPort } from '../terminal/host/utility-parent.ts';
import { startDemo } from './demo.ts';

/** The demo inside Electron's utility process: the window has the kiosk, loopback HTTP has the dock. */
async function main(): Promise<void> {
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
  const port = parsePort('--port', values.port, 7310);
  const countyPort = parsePort('--county-port', values['county-port'], 7320);
  const progress = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const parent = parentPort();
  const { terminal, dock, countyUrl, stop } = await startDemo({ data: values.data, countyPort, progress });
  const { kiosk } = terminal;
  const refusals = noteRefusals(systemClock, (details) => terminal.note('screen-refused', details));
  try {
    const window = openPortHost({
      parent,
      kiosk,
      clock: systemClock,
      onRefusal: (what, cause) => refusals.refused({ what, cause }),
    });
    const browser = await openBrowserHost({
      kiosk,
      clock: systemClock,
      random: systemRandom,
      assets: readAssets(join(dirname(findAssets()), 'dist', 'screen')),
      port,
      requireToken: false,
      ...(dock === undefined ? {} : { dock }),
      onRefusal: (cause) => refusals.refused({ cause }),
      report: (line) => progress(`kiosk: ${line}`),
    });
    process.stdout.write(`kiosk ready: ${browser.url}\ncounty ready: ${countyUrl}\n`);
    progress(`dock: ${browser.dockUrl}`);
    await stopped;
    window.close();
    await browser.close();
  } finally {
    refusals.close();
    await stop();
  }
}

await runCommand('start', main, 'npm start -- --host electron');
// The parent's port keeps the process alive; a demo that could not start must end to be started again.
process.exit();
