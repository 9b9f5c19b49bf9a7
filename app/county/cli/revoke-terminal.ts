import { command } from '../../cli/command.ts';
import { failed } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { text } from '../../cli/values.ts';
import { liveTerminalNames, revokeTerminals } from '../terminals/terminals.ts';
import { DB, withStore } from './command.ts';

export const revokeTerminal = command({
  effect: 'changes',
  args: { name: required(text('NAME'), 'of the terminal') },
  options: { db: DB },
  examples: ['县社保大厅1号机 --db sqlite:county.db'],
  more: 'Every enrolment under this name ends; what the terminal reported before stands.',
  async run({ name, db }, { out }) {
    await withStore(db, async (store) => {
      const count = await revokeTerminals(store, name);
      if (count === 0) {
        const known = await liveTerminalNames(store);
        throw failed(
          `no terminal that may still report is called ${JSON.stringify(name)}; there is ${known.join(', ') || 'none'}`,
        );
      }
      out(`revoked ${name}${count > 1 ? ` (${count} enrolments)` : ''}`);
    });
    return 0;
  },
});
