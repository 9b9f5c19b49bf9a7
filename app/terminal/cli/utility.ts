import { parseArgs } from 'node:util';
import { systemClock } from '../../../shared/clock/system.ts';
import { noteRefusals } from '../channel/refusals.ts';
import { openPortHost } from '../host/port-host.ts';
import { parentPort } from '../host/utility-parent.ts';
import { runCommand, untilStopped, UsageError } from './command.ts';
import { openTerminal, readConfig } from './open-terminal.ts';
import { watchTerminal } from './watch.ts';

/** The terminal inside Electron's utility process; started by `app/shell`, never by hand. */
async function main(): Promise<void> {
  // Before anybody is told that this is ready: a signal may follow at once.
  const stopped = untilStopped();
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new UsageError('--config kiosk.json is missing');
  const report = (line: string): void => {
    process.stderr.write(`kiosk: ${line}\n`);
  };
  const config = readConfig(values.config, report);
  const parent = parentPort();
  const terminal = openTerminal(config, report);
  const { kiosk } = terminal;
  terminal.start();
  const refusals = noteRefusals(systemClock, (details) => terminal.note('screen-refused', details));
  const host = openPortHost({
    parent,
    kiosk,
    clock: systemClock,
    onRefusal: (what, cause) => refusals.refused({ what, cause }),
  });
  const unwatch = watchTerminal(terminal, config.terminal.dataDir, systemClock, host.lastPainted);
  await stopped;
  unwatch();
  host.close();
  refusals.close();
  await terminal.stop();
}

await runCommand('kiosk', main, 'npm run kiosk -- --config kiosk.json --host electron');
// The parent's port keeps the process alive; a terminal that could not start must end to be started again.
process.exit();
