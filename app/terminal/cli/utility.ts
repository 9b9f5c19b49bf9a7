import { parseArgs } from 'node:util';
import { systemClock } from '../../../shared/clock/system.ts';
import { openPortHost } from '../host/port-host.ts';
import { parentPort } from '../host/utility-parent.ts';
import { runCommand, untilStopped, UsageError } from './command.ts';
import { openTerminal, readConfig } from './open-terminal.ts';
import { watchTerminal } from './watch.ts';

/** The terminal inside Electron's utility process; started by `app/shell`, never by hand. */
await runCommand('kiosk', async () => {
  // Before anybody is told that this is ready: a signal may follow at once.
  const stopped = untilStopped();
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new UsageError('--config kiosk.json is missing');
  const report = (line: string): void => void process.stderr.write(`kiosk: ${line}\n`);
  const config = readConfig(values.config, report);
  const terminal = openTerminal(config, report);
  const { kiosk } = terminal;
  terminal.start();
  const host = openPortHost({
    parent: parentPort(),
    kiosk,
    clock: systemClock,
    onRefusal: (what, cause) => terminal.note('screen-refused', { what, cause }),
  });
  const unwatch = watchTerminal(terminal, config.terminal.dataDir, systemClock, host.lastPainted);
  await stopped;
  unwatch();
  host.close();
  await terminal.stop();
});
// The parent's port keeps the process alive; a terminal that could not start must end to be started again.
process.exit();
