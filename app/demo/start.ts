import { dirname, resolve } from 'node:path';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { findAssets } from '../../shared/node/assets-folder.ts';
import { listenProblem } from '../../shared/node/listening.ts';
import type { Program } from '../cli/command.ts';
import { command } from '../cli/command.ts';
import { failed } from '../cli/errors.ts';
import { optional, preset } from '../cli/parameter.ts';
import { main, untilStopped } from '../cli/run.ts';
import { FOLDER, PORT } from '../cli/values.ts';
import { ensureScreen, SCREEN_DIST } from '../terminal/build/screen.ts';
import { noteRefusals } from '../terminal/channel/refusals.ts';
import { HOST } from '../terminal/cli/host.ts';
import { readAssets } from '../terminal/host/asset-manifest.ts';
import { openBrowserHost } from '../terminal/host/browser-host.ts';
import { chooseHost, lookAround } from '../terminal/host/choose-host.ts';
import { runInElectron } from '../terminal/host/electron-host.ts';
import { startDemo } from './demo.ts';
import { inTheWay } from './in-the-way.ts';

/** `npm start`: a synthetic county, a terminal on simulated devices, the screen and the dock. */
const run = command({
  effect: 'serves',
  args: {},
  options: {
    data: preset(FOLDER, '.songbai', 'where the demo keeps its county and its terminal'),
    port: preset(PORT, '7310', 'of 127.0.0.1, where a browser finds the screen; 0 picks a free one'),
    countyPort: preset(PORT, '7320', "of 127.0.0.1, the county's service; 0 picks a free one"),
    host: optional(HOST, 'who draws the screen; left out: the Electron window if that can be, or a browser'),
  },
  examples: ['--host browser', '--data /tmp/demo --port 0 --county-port 0'],
  more: 'Prints "kiosk ready: URL" and "county ready: URL". All people are invented. Ctrl-C ends it.',
  async run({ data: folder, port, countyPort, host }, { out, error }) {
    // Before anybody is told that this is ready: a signal may follow at once.
    const stopped = untilStopped();
    const data = resolve(folder);
    const problems = await inTheWay({ data, port, countyPort });
    if (problems.length > 0) throw failed(problems.join('; and '));
    const choice = chooseHost(lookAround(host, dirname(findAssets())));
    if (choice.kind === 'electron') {
      const args = ['--demo', '--data', data, '--port', String(port), '--county-port', String(countyPort)];
      return await runInElectron(choice.binary, args, error);
    }
    if (choice.because !== undefined) error(choice.because);
    await ensureScreen(error);
    const { terminal, dock, countyUrl, stop } = await startDemo({ data, countyPort, progress: error });
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
        report: (line) => error(`kiosk: ${line}`),
      }).catch((cause: unknown) => {
        const problem = listenProblem(cause, `port ${port}`, port, '--port');
        throw problem === undefined ? cause : failed(problem);
      });
      out(`kiosk ready: ${browser.url}\ncounty ready: ${countyUrl}`);
      error(`dock: ${browser.dockUrl}`);
      await stopped;
      await browser.close();
    } finally {
      refusals.close();
      await stop();
    }
    return 0;
  },
});

export const start: Program = {
  name: 'start',
  about: 'The demo: an invented county, a terminal on simulated devices, and its screen.',
  load: async () => run,
};

if (import.meta.main) await main(start);
