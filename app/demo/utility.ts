import { dirname, join } from 'node:path';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { findAssets } from '../../shared/node/assets-folder.ts';
import { command } from '../cli/command.ts';
import { flag, preset } from '../cli/parameter.ts';
import { main, untilStopped } from '../cli/run.ts';
import { FOLDER, PORT } from '../cli/values.ts';
import { noteRefusals } from '../terminal/channel/refusals.ts';
import { readAssets } from '../terminal/host/asset-manifest.ts';
import { openBrowserHost } from '../terminal/host/browser-host.ts';
import { openPortHost } from '../terminal/host/port-host.ts';
import { parentPort } from '../terminal/host/utility-parent.ts';
import { startDemo } from './demo.ts';

const run = command({
  effect: 'serves',
  args: {},
  options: {
    demo: flag('tells the shell that this is the demo'),
    data: preset(FOLDER, '.songbai', 'where the demo keeps its county and its terminal'),
    port: preset(PORT, '7310', 'of 127.0.0.1, where a browser finds the dock; 0 picks a free one'),
    countyPort: preset(PORT, '7320', "of 127.0.0.1, the county's service; 0 picks a free one"),
  },
  examples: ['--demo --data .songbai'],
  async run({ data, port, countyPort }, { out, error }) {
    // Before anybody is told that this is ready: a signal may follow at once.
    const stopped = untilStopped();
    const parent = parentPort();
    const { terminal, dock, countyUrl, stop } = await startDemo({ data, countyPort, progress: error });
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
        report: (line) => error(`kiosk: ${line}`),
      });
      out(`kiosk ready: ${browser.url}\ncounty ready: ${countyUrl}`);
      error(`dock: ${browser.dockUrl}`);
      await stopped;
      window.close();
      await browser.close();
    } finally {
      refusals.close();
      await stop();
    }
    return 0;
  },
});

/** The demo inside Electron's utility process: the window has the kiosk, loopback HTTP has the dock. */
await main({ name: 'start', about: "The demo inside Electron's window.", load: async () => run });
// The parent's port keeps the process alive; a demo that could not start must end to be started again.
process.exit();
