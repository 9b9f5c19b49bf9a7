import { Kysely } from 'kysely';
import { vaultFor } from '../../../../app/county/keys/choose.ts';
import { moveKeysOut } from '../../../../app/county/keys/move-out.ts';
import { openSqlite, sqliteDialect } from '../../../../app/county/store/dialect.ts';
import type { Schema } from '../../../../app/county/store/schema.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';

/** `FILE STEP`: moves the keys of FILE out and dies without a word when STEP is done. */
const [file = '', last] = process.argv.slice(2);
const report = (): void => undefined;
const db = new Kysely<Schema>({ dialect: sqliteDialect(openSqlite(file)) });
const moved = await moveKeysOut({
  db,
  engine: 'sqlite',
  vault: vaultFor({ engine: 'sqlite', file }, { crypto: nodeCrypto, random: systemRandom, report }),
  report,
  step: (step) => {
    if (step === last) process.kill(process.pid, 'SIGKILL');
  },
});
if (!moved.ok) throw new Error(moved.error);
