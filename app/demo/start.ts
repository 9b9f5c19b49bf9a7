import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { findAssets } from '../terminal/assets-folder.ts';
import { ensureScreen, SCREEN_DIST } from '../terminal/build/screen.ts';
import { startDemoCounty } from './demo-county.ts';
import { openDock } from '../terminal/dock/open-dock.ts';
import { openNetworkSwitch } from './network-switch.ts';
import { readAssets } from '../terminal/host/asset-manifest.ts';
import { openBrowserHost } from '../terminal/host/browser-host.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { CommandError, parsePort, runCommand, untilStopped, UsageError } from '../terminal/cli/command.ts';

/** `npm start`: a synthetic county, a terminal on simulated devices, the screen and the dock. */
await runCommand('start', async () => {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      'county-port': { type: 'string' },
      host: { type: 'string' },
    },
  });
  if (values.host !== undefined && values.host !== 'browser') {
    throw new UsageError(`--host ${values.host} is not known; this version has browser`);
  }
  const port = parsePort(values.port, 7310);
  const countyPort = parsePort(values['county-port'], 7320);
  const data = resolve(values.data ?? '.songbai');
  mkdirSync(data, { recursive: true });
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  await ensureScreen(progress);

  const terminalName = '1 号机';
  const terminalData = join(data, 'terminal');
  const county = await startDemoCounty({ data, terminalName, terminalData, port: countyPort, progress });
  const network = await openNetworkSwitch(county.port);
  const assets = findAssets();
  const terminal = createTerminal({
    config: {
      terminal: { name: terminalName, dataDir: terminalData },
      county: { url: `http://127.0.0.1:${network.port}`, enrolmentCode: county.enrolmentCode },
      devices: {
        idCard: { driver: 'simulated' },
        receiptPrinter: { driver: 'simulated', columns: 48 },
        face: { engine: 'scripted', persona: 'cooperative' },
      },
    },
    assets,
    clock: systemClock,
    random: systemRandom,
    crypto: nodeCrypto,
    report: (line) => progress(`kiosk: ${line}`),
  });
  if (!terminal.ok) throw new CommandError(terminal.error);
  const { kiosk, devices, store } = terminal.value;
  terminal.value.start();
  const dock = openDock(devices, assets, network);
  try {
    const host = await openBrowserHost({
      kiosk,
      clock: systemClock,
      random: systemRandom,
      assets: readAssets(SCREEN_DIST),
      port,
      requireToken: false,
      ...(dock === undefined ? {} : { dock }),
      onRefusal: (cause) => store.journal.note('screen-refused', { cause }),
    });
    process.stdout.write(`kiosk ready: ${host.url}\ncounty ready: ${county.url}\n`);
    progress(`dock: ${host.url}dock`);
    await untilStopped();
    await host.close();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CommandError(`port ${port} is taken; choose another --port, or 0 for a free one`);
    }
    throw error;
  } finally {
    await terminal.value.stop();
    await network.close();
    await county.close();
  }
});
