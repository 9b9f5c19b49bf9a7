import { anchorText } from '../../../shared/audit/anchors.ts';
import { command } from '../../cli/command.ts';
import { diaryLine } from '../audit/chain/diary.ts';
import { lastHeads } from '../terminals/witness.ts';
import { DB, withStore } from './command.ts';

/**
 * Prints the fingerprint of the audit chain as it stands, for the paper book, and of each terminal's chain as
 * the terminal said it last; "audit -- verify --expect ROW:FINGERPRINT" checks one later.
 */
export const fingerprintCommand = command({
  effect: 'reads',
  args: {},
  options: { db: DB },
  examples: ['--db sqlite:county.db'],
  more: '"npm run audit -- verify --expect ROW:FINGERPRINT" checks one later.',
  async run({ db }, { out }) {
    await withStore(db, async (store) => {
      out(await diaryLine(store));
      for (const { name, id, head } of await lastHeads(store))
        out(`terminal ${id} ${name}: ${anchorText(head)}`);
    });
    return 0;
  },
});
