import { systemRandom } from '../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { command } from '../../cli/command.ts';
import { failed } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { FILE } from '../../cli/values.ts';
import { vaultFor } from '../keys/choose.ts';
import { copyBack } from '../safety/copies.ts';
import { sqliteFile } from './backup.ts';
import { DB } from './command.ts';

/** Puts a checked safety copy in place; the database that was there is kept beside it. */
export const restore = command({
  effect: 'changes',
  args: { file: required(FILE, 'the safety copy, as "backup" made it') },
  options: { db: DB },
  examples: ['copies/2026-11-27.db --db sqlite:county.db'],
  more: 'The database that was there is kept beside it under another name.',
  async run({ file: source, db }, output) {
    const file = sqliteFile(db, 'pg_restore');
    const report = (line: string): void => output.error(`county restore: ${line}`);
    const vault = vaultFor({ engine: 'sqlite', file }, { crypto: nodeCrypto, random: systemRandom, report });
    const restored = await copyBack({ crypto: nodeCrypto, vault, report }, source, file);
    if (!restored.ok) throw failed(restored.error);
    const { facts, formerly } = restored.value;
    const aside = formerly === undefined ? '' : `; the former database is ${formerly}`;
    output.out(
      `restored county ${facts.county} ${facts.name}, ${facts.persons} persons, ${facts.certifications} certifications, audit ${facts.anchor}${aside}`,
    );
    return 0;
  },
});
