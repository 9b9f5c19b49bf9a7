import { join, resolve } from 'node:path';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { createPrivateFolder, keepPrivate } from '../../shared/store/private.ts';
import { findAssets } from '../../shared/node/assets-folder.ts';
import { failed } from '../cli/errors.ts';
import { openDock } from '../terminal/dock/open-dock.ts';
import type { DockHandler } from '../terminal/host/browser-host.ts';
import { lockDataDir } from '../terminal/store/files.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { startDemoCounty } from './demo-county.ts';
import { openNetworkSwitch } from './network-switch.ts';
import { dataProblem } from './in-the-way.ts';

export interface Demo {
  readonly terminal: Terminal;
  readonly dock: DockHandler | undefined;
  readonly countyUrl: string;
  /** Ends terminal, line and county, in this order. */
  stop(): Promise<void>;
}

/**
 * A synthetic county and a started terminal on simulated devices; whoever calls it gives them a screen.
 * When a later part cannot be started, the earlier ones are ended again.
 */
export async function startDemo(options: {
  readonly data: string;
  readonly countyPort: number;
  readonly progress: (line: string) => void;
}): Promise<Demo> {
  const started = new AsyncDisposableStack();
  try {
    return await startParts(options, started);
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function startParts(
  { data: folder, countyPort, progress }: Parameters<typeof startDemo>[0],
  started: AsyncDisposableStack,
): Promise<Demo> {
  const data = resolve(folder);
  createPrivateFolder(data);
  const closed = keepPrivate([data]);
  if (!closed.ok) throw failed(closed.error);
  if (closed.value !== undefined) progress(`demo: ${closed.value}`);
  // Before the county is touched: two demos on one folder would be two counties on one database.
  const lock = lockDataDir(data);
  if (lock === undefined) throw failed(dataProblem(data) ?? `${data} is in use`);
  started.defer(() => {
    lock.close();
  });
  const terminalName = '1 号机';
  const terminalData = join(data, 'terminal');
  const county = await startDemoCounty({ data, terminalName, terminalData, port: countyPort, progress });
  started.defer(() => county.close());
  const network = await openNetworkSwitch(county.port);
  started.defer(() => network.close());
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
  if (!terminal.ok) throw failed(dataProblem(data) ?? terminal.error);
  started.defer(() => terminal.value.stop());
  const dock = openDock(terminal.value.devices, assets, network);
  terminal.value.start();
  return {
    terminal: terminal.value,
    dock,
    countyUrl: county.url,
    stop: () => started.disposeAsync(),
  };
}
