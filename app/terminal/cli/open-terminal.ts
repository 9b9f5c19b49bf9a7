import { existsSync } from 'node:fs';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { findAssets } from '../../../shared/node/assets-folder.ts';
import type { KioskConfig } from '../config/kiosk-config.ts';
import { readKioskConfig } from '../config/kiosk-config.ts';
import type { Terminal } from '../terminal.ts';
import { createTerminal } from '../terminal.ts';
import { badArguments } from '../../cli/errors.ts';

/** The terminal that a kiosk.json describes, not yet started. @throws CommandError naming key and fix. */
export function openTerminal(config: KioskConfig, report: (line: string) => void): Terminal {
  const terminal = createTerminal({
    config,
    assets: findAssets(),
    clock: systemClock,
    random: systemRandom,
    crypto: nodeCrypto,
    report,
  });
  if (!terminal.ok) throw badArguments(terminal.error);
  return terminal.value;
}

/** Reads a kiosk.json and reports what is not there now. @throws CommandError naming key and fix. */
export function readConfig(configFile: string, report: (line: string) => void): KioskConfig {
  const config = readKioskConfig(configFile);
  if (!config.ok) throw badArguments(config.error);
  for (const line of unreachablePaths(config.value)) report(line);
  return config.value;
}

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
