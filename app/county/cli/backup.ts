import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { existsSync } from 'node:fs';
import { copyOut } from '../safety/copies.ts';
import { parseDatabaseAddress } from '../store/dialect.ts';
import type { Command } from './command.ts';
import { badArguments, CommandError, parseOptions, required, withStore, words } from './command.ts';

const USAGE = '"backup FILE --db sqlite:…"';

/** A checked safety copy of a database that may be in use. The county's keys are no part of it. */
export const backup: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, USAGE);
  const [target = ''] = words(positionals, 1, USAGE);
  const db = required(values.db, '--db', USAGE);
  const file = sqliteFile(db, 'pg_dump');
  // Opened as every command does: what an older release left is put right before it is copied.
  const keys = existsSync(file) ? await withStore(db, async ({ keysIn }) => keysIn) : '';
  const copied = copyOut(nodeCrypto, file, target);
  if (!copied.ok) throw new CommandError(1, copied.error);
  const { county, name, persons, certifications, anchor } = copied.value;
  terminal.out(
    `backup ${target}: county ${county} ${name}, ${persons} persons, ${certifications} certifications, audit ${anchor}`,
  );
  terminal.error(
    `county backup: the county's key is not in it; keep a copy of ${keys} in another place ("keys copy")`,
  );
  return 0;
};

/** Safety copies of PostgreSQL are the business of its own tools. */
export function sqliteFile(db: string, tool: 'pg_dump' | 'pg_restore'): string {
  const address = parseDatabaseAddress(db);
  if (!address.ok) throw badArguments(address.error);
  if (address.value.engine !== 'sqlite') throw badArguments(`--db is PostgreSQL; use ${tool} for it`);
  return address.value.file;
}
