import { join, resolve } from 'node:path';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { createPrivateFolder, keepPrivate } from '../../shared/store/private.ts';
import { findAssets } from '../terminal/assets-folder.ts';
import { CommandError } from '../terminal/cli/command.ts';
import type { RequestHandler } from '../terminal/dock/dock.ts';
import { openDock } from '../terminal/dock/open-dock.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { startDemoCounty } from './demo-county.ts';
import { openNetworkSwitch } from './network-switch.ts';

export interface Demo {
  readonly terminal: Terminal;
  readonly dock: RequestHandler | undefined;
  readonly countyUrl: string;
  /** Ends terminal, line and county, in this order. */
  stop(): Promise<void>;
}

/** A synthetic county and a started terminal on simulated devices; whoever calls it gives them a screen. */
export async function startDemo(options: {
  readonly data: string;
  readonly countyPort: number;
  readonly progress: (line: string) => void;
}): Promise<Demo> {
  const { countyPort, progress } = options;
  const data = resolve(options.data);
  createPrivateFolder(data);
  const folder = keepPrivate([data]);
  if (!folder.ok) throw new CommandError(folder.error);
  if (folder.value !== undefined) progress(`demo: ${folder.value}`);
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
  terminal.value.start();
  return {
    terminal: terminal.value,
    dock: openDock(terminal.value.devices, assets, network),
    countyUrl: county.url,
    async stop() {
      await terminal.value.stop();
      await network.close();
      await county.close();
    },
  };
}
