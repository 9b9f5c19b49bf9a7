import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { systemRandom } from '../../../shared/clock/system.ts';
import { vaultFor } from '../keys/choose.ts';
import { copyBack } from '../safety/copies.ts';
import { sqliteFile } from './backup.ts';
import type { Command } from './command.ts';
import { CommandError, parseOptions, required, words } from './command.ts';

const USAGE = '"restore FILE --db sqlite:…"';

/** Puts a checked safety copy in place; the database that was there is kept beside it. */
export const restore: Command = async (args, terminal) => {
  const { values, positionals } = parseOptions(args, { db: { type: 'string' } }, USAGE);
  const [source = ''] = words(positionals, 1, USAGE);
  const file = sqliteFile(required(values.db, '--db', USAGE), 'pg_restore');
  const report = (line: string): void => terminal.error(`county restore: ${line}`);
  const vault = vaultFor({ engine: 'sqlite', file }, { crypto: nodeCrypto, random: systemRandom, report });
  const restored = await copyBack({ crypto: nodeCrypto, vault, report }, source, file);
  if (!restored.ok) throw new CommandError(1, restored.error);
  const { facts, formerly } = restored.value;
  const aside = formerly === undefined ? '' : `; the former database is ${formerly}`;
  terminal.out(
    `restored county ${facts.county} ${facts.name}, ${facts.persons} persons, ${facts.certifications} certifications, audit ${facts.anchor}${aside}`,
  );
  return 0;
};
