import { parseArgs } from 'node:util';
import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { findAssets } from '../../../shared/node/assets-folder.ts';
import { readKioskConfig } from '../config/kiosk-config.ts';
import type { Finding } from '../doctor/examine.ts';
import { examineCounty, examineDevices } from '../doctor/examine.ts';
import { examineDataDir } from '../doctor/examine-store.ts';
import { CommandError, runCommand, UsageError } from './command.ts';

const USAGE = 'npm run doctor -- --config kiosk.json [idCard|receiptPrinter|face] [--interactive] [--json]';
const MARKS = { pass: 'ok ', fail: 'NO ', note: '   ' } as const;

/**
 * `npm run doctor`: opens each configured device, asks it, and prints a test slip. Exit 0 only if every
 * device with a section passes. County, clock and enrolment are told and do not count.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { config: { type: 'string' }, json: { type: 'boolean' }, interactive: { type: 'boolean' } },
  });
  if (values.config === undefined) throw new UsageError(`--config is missing; ${USAGE}`);
  const config = readKioskConfig(values.config);
  if (!config.ok) throw new UsageError(config.error);
  const [only, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`one device at a time; ${USAGE}`);
  const sections = Object.keys(config.value.devices);
  if (only !== undefined && !sections.includes(only)) {
    throw new UsageError(
      `${only} has no section in ${values.config}; there are ${sections.join(', ') || 'none'}`,
    );
  }
  const show = (finding: Finding): void => {
    const line = values.json
      ? JSON.stringify(finding)
      : `${MARKS[finding.verdict]} ${finding.subject}: ${finding.words}`;
    process.stdout.write(`${line}\n`);
  };
  let passed = true;
  const devices = examineDevices(config.value, {
    assets: findAssets(),
    clock: systemClock,
    random: systemRandom,
    only,
    interactive: values.interactive ?? false,
    prompt: (line) => process.stderr.write(`${line}\n`),
  });
  for await (const finding of devices) {
    show(finding);
    if (finding.verdict === 'fail') passed = false;
  }
  if (only === undefined) {
    for (const finding of await examineCounty(config.value, systemClock)) show(finding);
    for (const finding of examineDataDir(config.value.terminal.dataDir, nodeCrypto)) show(finding);
  }
  if (!passed) throw new CommandError('a device did not pass; see the lines marked NO');
}

await runCommand('doctor', main, USAGE);
