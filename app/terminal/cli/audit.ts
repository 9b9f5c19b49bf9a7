import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dialect } from 'kysely';
import { Kysely } from 'kysely';
import { verifyCounty } from '../../county/audit/verify.ts';
import { parseDatabaseAddress, postgresDialect, sqliteDialect } from '../../county/store/dialect.ts';
import type { Schema } from '../../county/store/schema.ts';
import type { Verification } from '../../../shared/audit/evidence.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import { openReadOnly } from '../../../shared/store/open.ts';
import { STORE_FILE, loadKey } from '../store/files.ts';
import { verifyTerminalStore } from '../store/verify.ts';
import { CommandError, UsageError, runCommand } from './command.ts';

const USAGE = 'npm run audit -- verify --data DIR | --db sqlite:FILE|postgres://…';

/** `audit verify`: exit 0 when every row is whole, 1 when one is not (each named), 2 for bad arguments. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { data: { type: 'string' }, db: { type: 'string' } },
    allowPositionals: true,
  });
  const { data, db } = values;
  if (positionals.length !== 1 || positionals[0] !== 'verify' || (data === undefined) === (db === undefined))
    throw new UsageError(`write ${USAGE}`);
  const verification = data === undefined ? await verifyDatabase(db ?? '') : verifyDirectory(data);
  const { auditRows, certifications, accounts = 0, head, findings } = verification;
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  const size = `${auditRows} audit rows, ${certifications} certifications${accounts > 0 ? `, ${accounts} accounts` : ''}`;
  if (findings.length > 0)
    throw new CommandError(`${size}: ${findings.length} of them not as they were written`);
  process.stdout.write(`audit ok: ${size}, last hash ${head}\n`);
}

function verifyDirectory(data: string): Verification {
  // The demo keeps the terminal's directory beside the county's file.
  const directory = [data, join(data, 'terminal')].find((one) => existsSync(join(one, STORE_FILE)));
  if (directory === undefined)
    throw new CommandError(`${data} holds no ${STORE_FILE}; name the dataDir of a terminal`);
  const db = openReadOnly(join(directory, STORE_FILE));
  try {
    return verifyTerminalStore(db, {
      crypto: nodeCrypto,
      publicKey: loadKey(directory, nodeCrypto)?.publicKey,
    });
  } finally {
    db.close();
  }
}

async function verifyDatabase(address: string): Promise<Verification> {
  const parsed = parseDatabaseAddress(address);
  if (!parsed.ok) throw new UsageError(parsed.error);
  if (parsed.value.engine === 'sqlite' && !existsSync(parsed.value.file))
    throw new CommandError(`${parsed.value.file} is not there; name the file given to county --db`);
  // One snapshot: the county may be at work meanwhile.
  if (parsed.value.engine === 'sqlite') {
    const file = openReadOnly(parsed.value.file);
    file.exec('BEGIN');
    return await withDatabase(sqliteDialect(file), (db) => verifyCounty(db, nodeCrypto));
  }
  return await withDatabase(postgresDialect(parsed.value.url), (db) =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((snapshot) => verifyCounty(snapshot, nodeCrypto)),
  );
}

async function withDatabase<T>(dialect: Dialect, work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
  const db = new Kysely<Schema>({ dialect });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

await runCommand('audit', main, USAGE);
