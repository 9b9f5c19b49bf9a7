import { command } from '../../cli/command.ts';
import { badArguments } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { NAME } from '../../cli/values.ts';
import { issueCode } from '../terminals/enrolment.ts';
import { DB, withStore } from './command.ts';

/** Prints a one-time code, valid for 24 h, and nothing else. */
export const enrolTerminal = command({
  effect: 'changes',
  args: {},
  options: { name: required(NAME, 'of the terminal, up to 60 characters'), db: DB },
  examples: ['--name 县社保大厅1号机 --db sqlite:county.db'],
  more: 'The code holds for 24 hours and for one terminal; it goes into its kiosk.json.',
  async run({ name, db }, { out }) {
    if (name.length > 60) throw badArguments(`--name has ${name.length} characters; at most 60 are kept`);
    out(await withStore(db, (store) => issueCode(store, name)));
    return 0;
  },
});
