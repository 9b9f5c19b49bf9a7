import { systemClock, systemRandom } from '../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { findAssets } from '../../../shared/node/assets-folder.ts';
import type { Program } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { badArguments, failed } from '../../cli/errors.ts';
import { flag, optional, required } from '../../cli/parameter.ts';
import { main } from '../../cli/run.ts';
import { text } from '../../cli/values.ts';
import { readKioskConfig } from '../config/kiosk-config.ts';
import type { Finding } from '../doctor/examine.ts';
import { examineCounty, examineDevices } from '../doctor/examine.ts';
import { examineDataDir } from '../doctor/examine-store.ts';

const MARKS = { pass: 'ok ', fail: 'NO ', note: '   ' } as const;

/**
 * `npm run doctor`: opens each configured device, asks it, and prints a test slip. Exit 0 only if every
 * device with a section passes. County, clock and enrolment are told and do not count.
 */
const run = command({
  effect: 'serves',
  args: {
    device: optional(
      text('DEVICE'),
      'one section of the file, such as idCard; left out: all, and county, clock and store',
    ),
  },
  options: {
    config: required(text('kiosk.json', 'name a file'), 'what this terminal is and which devices it has'),
    interactive: flag('waits for a card where a test needs one'),
    json: flag('one JSON object a line'),
  },
  examples: ['--config kiosk.json', 'receiptPrinter --config kiosk.json --json'],
  more: 'Ends with 0 only if every device with a section passes; county, clock and enrolment do not count.',
  expects: 'one device at a time',
  async run({ device: only, config: configFile, interactive, json }, { out, error }) {
    const config = readKioskConfig(configFile);
    if (!config.ok) throw badArguments(config.error);
    const sections = Object.keys(config.value.devices);
    if (only !== undefined && !sections.includes(only)) {
      throw badArguments(
        `${only} has no section in ${configFile}; there are ${sections.join(', ') || 'none'}`,
      );
    }
    const show = (finding: Finding): void => {
      const line = json
        ? JSON.stringify(finding)
        : `${MARKS[finding.verdict]} ${finding.subject}: ${finding.words}`;
      out(line);
    };
    let passed = true;
    const devices = examineDevices(config.value, {
      assets: findAssets(),
      clock: systemClock,
      random: systemRandom,
      only,
      interactive,
      prompt: error,
    });
    for await (const finding of devices) {
      show(finding);
      if (finding.verdict === 'fail') passed = false;
    }
    if (only === undefined) {
      for (const finding of await examineCounty(config.value, systemClock)) show(finding);
      for (const finding of examineDataDir(config.value.terminal.dataDir, nodeCrypto)) show(finding);
    }
    if (!passed) throw failed('a device did not pass; see the lines marked NO');
    return 0;
  },
});

export const doctor: Program = {
  name: 'doctor',
  about: 'Opens each device of a terminal, asks it, and prints a test slip.',
  load: async () => run,
};

if (import.meta.main) await main(doctor);
