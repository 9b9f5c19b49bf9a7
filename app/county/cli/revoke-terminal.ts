import { liveTerminalNames, revokeTerminals } from '../terminals/terminals.ts';
import type { Command } from './command.ts';
import { CommandError, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"revoke-terminal NAME --db …"';

export const revokeTerminal: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, USAGE);
  const [name = ''] = words(positionals, 1, USAGE);
  await withStore(required(values.db, '--db', USAGE), async (store) => {
    const count = await revokeTerminals(store, name);
    if (count === 0) {
      const known = await liveTerminalNames(store);
      throw new CommandError(
        1,
        `no terminal that may still report is called ${JSON.stringify(name)}; there is ${known.join(', ') || 'none'}`,
      );
    }
    terminal.out(`revoked ${name}${count > 1 ? ` (${count} enrolments)` : ''}`);
  });
  return 0;
};
