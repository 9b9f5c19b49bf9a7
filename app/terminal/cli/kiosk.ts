import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { findAssets } from '../assets-folder.ts';
import { ensureScreen, SCREEN_DIST } from '../build/screen.ts';
import type { KioskConfig } from '../config/kiosk-config.ts';
import { readKioskConfig } from '../config/kiosk-config.ts';
import { openDock } from '../dock/open-dock.ts';
import { readAssets } from '../host/asset-manifest.ts';
import { openBrowserHost } from '../host/browser-host.ts';
import { createTerminal } from '../terminal.ts';
import { CommandError, parsePort, runCommand, untilStopped, UsageError } from './command.ts';

const USAGE = 'npm run kiosk -- --config kiosk.json [--host browser] [--port N]';

/** `npm run kiosk`: a real terminal. Ends at SIGTERM or SIGINT with everything stored. */
await runCommand('kiosk', async () => {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  });
  if (values.config === undefined) throw new UsageError(`--config is missing; ${USAGE}`);
  if (values.host !== undefined && values.host !== 'browser') {
    throw new UsageError(`--host ${values.host} is not known; this version has browser`);
  }
  const port = parsePort(values.port, 7310);
  const config = readKioskConfig(values.config);
  if (!config.ok) throw new UsageError(config.error);
  const report = (line: string): void => void process.stderr.write(`kiosk: ${line}\n`);
  for (const line of unreachablePaths(config.value)) report(line);
  await ensureScreen((line) => process.stderr.write(`${line}\n`));
  const terminal = createTerminal({
    config: config.value,
    assets: findAssets(),
    clock: systemClock,
    random: systemRandom,
    crypto: nodeCrypto,
    report,
  });
  if (!terminal.ok) throw new UsageError(terminal.error);
  const { kiosk, devices, store } = terminal.value;
  terminal.value.start();
  const dock = openDock(devices, findAssets(), undefined);
  try {
    const host = await openBrowserHost({
      kiosk,
      clock: systemClock,
      random: systemRandom,
      assets: readAssets(SCREEN_DIST),
      port,
      requireToken: true,
      ...(dock === undefined ? {} : { dock }),
      onRefusal: (cause) => store.journal.note('screen-refused', { cause }),
    });
    process.stdout.write(`kiosk ready: ${host.url}\n`);
    await untilStopped();
    await host.close();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CommandError(`port ${port} is taken; choose another --port, or 0 for a free one`);
    }
    throw error;
  } finally {
    await terminal.value.stop();
  }
});

/** A path that is not there now is no error (a cable can be plugged later), and worth a line. */
function unreachablePaths({ devices }: KioskConfig): string[] {
  const lines: string[] = [];
  for (const [name, section] of Object.entries(devices)) {
    if (
      section !== undefined &&
      'path' in section &&
      section.path.startsWith('/') &&
      !existsSync(section.path)
    ) {
      lines.push(
        `devices.${name}.path: ${section.path} is not there; plug the device in or correct the path`,
      );
    }
  }
  return lines;
}
