import { exportCertifications, writePieces } from '../exchange/export-certifications.ts';
import type { Command } from './command.ts';
import { badArguments, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"export certifications [--since YYYY-MM-DD] --db …"';

/** CSV with full values on stdout: for an officer's file, not for a screen. */
export const exportCommand: Command = async (args) => {
  const { values, positionals } = parseOptions(
    args,
    { db: { type: 'string' }, since: { type: 'string' } },
    USAGE,
  );
  const [what = ''] = words(positionals, 1, USAGE);
  if (what !== 'certifications')
    throw badArguments(`${JSON.stringify(what)} cannot be exported; write ${USAGE}`);
  const { since } = values;
  await withStore(required(values.db, '--db', USAGE), async (store) => {
    const pieces = exportCertifications(store, since === undefined ? {} : { since });
    if (!pieces.ok) throw badArguments(pieces.error);
    await writePieces(pieces.value, process.stdout);
  });
  return 0;
};
