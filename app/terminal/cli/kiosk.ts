import { dirname, resolve } from 'node:path';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { findAssets } from '../../../shared/node/assets-folder.ts';
import { listenProblem } from '../../../shared/node/listening.ts';
import type { Program } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { failed } from '../../cli/errors.ts';
import { optional, preset, required } from '../../cli/parameter.ts';
import { main, untilStopped } from '../../cli/run.ts';
import { PORT, text } from '../../cli/values.ts';
import { ensureScreen, SCREEN_DIST } from '../build/screen.ts';
import { noteRefusals } from '../channel/refusals.ts';
import { openDock } from '../dock/open-dock.ts';
import { readAssets } from '../host/asset-manifest.ts';
import { openBrowserHost } from '../host/browser-host.ts';
import { chooseHost, lookAround } from '../host/choose-host.ts';
import { runInElectron } from '../host/electron-host.ts';
import { portProblem } from '../host/free-port.ts';
import { holderOf } from '../store/files.ts';
import { HOST } from './host.ts';
import { openTerminal, readConfig } from './open-terminal.ts';
import { watchTerminal } from './watch.ts';

/** `npm run kiosk`: a real terminal. Ends at SIGTERM or SIGINT with everything stored. */
const run = command({
  effect: 'serves',
  args: {},
  options: {
    config: required(text('kiosk.json', 'name a file'), 'what this terminal is and which devices it has'),
    host: optional(HOST, 'who draws the screen: the Electron window, or a browser of this machine'),
    port: preset(PORT, '7310', 'of 127.0.0.1, where a browser finds the screen; 0 picks a free one'),
  },
  examples: ['--config kiosk.json --host browser'],
  more: 'Prints "kiosk ready: URL" for a browser. SIGTERM or Ctrl-C ends it with everything stored.',
  async run({ config: configFile, host, port }, { out, error }) {
    // Before anybody is told that this is ready: a signal may follow at once.
    const stopped = untilStopped();
    const report = (line: string): void => error(`kiosk: ${line}`);
    const config = readConfig(configFile, report);
    const { dataDir } = config.terminal;
    const choice = chooseHost(lookAround(host ?? 'browser', dirname(findAssets())));
    const holder = holderOf(dataDir);
    const inTheWay = [
      holder === undefined
        ? undefined
        : `${dataDir} is in use by ${holder}; stop that one, or give this one another terminal.dataDir`,
      choice.kind === 'browser' ? await portProblem(port, '--port') : undefined,
    ].filter((line) => line !== undefined);
    if (inTheWay.length > 0) throw failed(inTheWay.join('; and '));
    if (choice.kind === 'electron') {
      return await runInElectron(choice.binary, ['--config', resolve(configFile)], error);
    }
    if (choice.because !== undefined) report(choice.because);
    await ensureScreen(error);
    const terminal = openTerminal(config, report);
    const { devices } = terminal;
    const refusals = noteRefusals(systemClock, (details) => terminal.note('screen-refused', details));
    try {
      const dock = openDock(devices, findAssets(), undefined);
      terminal.start();
      const browser = await openBrowserHost({
        kiosk: terminal.kiosk,
        clock: systemClock,
        random: systemRandom,
        assets: readAssets(SCREEN_DIST),
        port,
        requireToken: true,
        ...(dock === undefined ? {} : { dock }),
        onRefusal: (cause) => refusals.refused({ cause }),
        report,
      }).catch((cause: unknown) => {
        const problem = listenProblem(cause, `port ${port}`, port, '--port');
        throw problem === undefined ? cause : failed(problem);
      });
      out(`kiosk ready: ${browser.url}`);
      if (browser.dockUrl !== undefined) report(`dock: ${browser.dockUrl}`);
      const unwatch = watchTerminal(terminal, dataDir, systemClock, browser.lastPainted);
      await stopped;
      unwatch();
      await browser.close();
    } finally {
      refusals.close();
      await terminal.stop();
    }
    return 0;
  },
});

export const kiosk: Program = {
  name: 'kiosk',
  about: 'Runs a terminal: its devices, its flows and its screen.',
  load: async () => run,
};

if (import.meta.main) await main(kiosk);
