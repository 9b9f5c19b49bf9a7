import { existsSync } from 'node:fs';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { command } from '../../cli/command.ts';
import { badArguments, failed } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { FILE } from '../../cli/values.ts';
import { copyOut } from '../safety/copies.ts';
import { parseDatabaseAddress } from '../store/dialect.ts';
import { DB, withStore } from './command.ts';

/** A checked safety copy of a database that may be in use. The county's keys are no part of it. */
export const backup = command({
  effect: 'changes',
  args: { file: required(FILE, 'where the copy goes; must not be there yet') },
  options: { db: DB },
  examples: ['copies/2026-11-27.db --db sqlite:county.db'],
  more: 'The county\'s keys are not in it; "keys copy" makes a safety copy of them.',
  async run({ file: target, db }, { out, error }) {
    const file = sqliteFile(db, 'pg_dump');
    // Opened as every command does: what an older release left is put right before it is copied.
    const keys = existsSync(file) ? await withStore(db, async ({ keysIn }) => keysIn) : '';
    const copied = copyOut(nodeCrypto, file, target);
    if (!copied.ok) throw failed(copied.error);
    const { county, name, persons, certifications, anchor } = copied.value;
    out(
      `backup ${target}: county ${county} ${name}, ${persons} persons, ${certifications} certifications, audit ${anchor}`,
    );
    error(
      `county backup: the county's key is not in it; keep a copy of ${keys} in another place ("keys copy")`,
    );
    return 0;
  },
});

/** Safety copies of PostgreSQL are the business of its own tools. */
export function sqliteFile(db: string, tool: 'pg_dump' | 'pg_restore'): string {
  const address = parseDatabaseAddress(db);
  if (!address.ok) throw badArguments(address.error);
  if (address.value.engine !== 'sqlite') throw badArguments(`--db is PostgreSQL; use ${tool} for it`);
  return address.value.file;
}
