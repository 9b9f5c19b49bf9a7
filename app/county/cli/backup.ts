import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { copyOut } from '../safety/copies.ts';
import { parseDatabaseAddress } from '../store/dialect.ts';
import type { Command } from './command.ts';
import { badArguments, CommandError, parseOptions, required, words } from './command.ts';

const USAGE = '"backup FILE --db sqlite:…"';

/** A checked safety copy of a database that may be in use. */
export const backup: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, USAGE);
  const [target = ''] = words(positionals, 1, USAGE);
  const copied = copyOut(nodeCrypto, sqliteFile(required(values.db, '--db', USAGE), 'pg_dump'), target);
  if (!copied.ok) throw new CommandError(1, copied.error);
  const { county, name, persons, certifications, anchor } = copied.value;
  terminal.out(
    `backup ${target}: county ${county} ${name}, ${persons} persons, ${certifications} certifications, audit ${anchor}`,
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
