import { anchorText } from '../../../shared/audit/anchors.ts';
import { diaryLine } from '../audit/chain/diary.ts';
import { lastHeads } from '../terminals/witness.ts';
import type { Command } from './command.ts';
import { parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"fingerprint --db …"';

/**
 * Prints the fingerprint of the audit chain as it stands, for the paper book, and of each terminal's chain as
 * the terminal said it last; "audit -- verify --expect ROW:FINGERPRINT" checks one later.
 */
export const fingerprintCommand: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, USAGE);
  words(positionals, 0, USAGE);
  await withStore(required(values.db, '--db', USAGE), async (store) => {
    terminal.out(await diaryLine(store));
    for (const { name, id, head } of await lastHeads(store))
      terminal.out(`terminal ${id} ${name}: ${anchorText(head)}`);
  });
  return 0;
};
