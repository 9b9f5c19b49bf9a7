import { systemClock } from '../../../shared/clock/system.ts';
import { command } from '../../cli/command.ts';
import { required } from '../../cli/parameter.ts';
import { main, untilStopped } from '../../cli/run.ts';
import { FILE } from '../../cli/values.ts';
import { noteRefusals } from '../channel/refusals.ts';
import { openPortHost } from '../host/port-host.ts';
import { parentPort } from '../host/utility-parent.ts';
import { openTerminal, readConfig } from './open-terminal.ts';
import { watchTerminal } from './watch.ts';

const run = command({
  effect: 'serves',
  args: {},
  options: { config: required(FILE, 'the kiosk.json of this terminal') },
  examples: ['--config kiosk.json'],
  async run({ config: configFile }, { error }) {
    // Before anybody is told that this is ready: a signal may follow at once.
    const stopped = untilStopped();
    const report = (line: string): void => error(`kiosk: ${line}`);
    const config = readConfig(configFile, report);
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
    return 0;
  },
});

/** The terminal inside Electron's utility process; started by `app/shell`, never by hand. */
await main({ name: 'kiosk', about: "Runs a terminal inside Electron's window.", load: async () => run });
// The parent's port keeps the process alive; a terminal that could not start must end to be started again.
process.exit();
