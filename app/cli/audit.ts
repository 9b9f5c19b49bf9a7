import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dialect } from 'kysely';
import { Kysely } from 'kysely';
import { verifyCounty } from '../county/verify.ts';
import { parseDatabaseAddress, postgresDialect, sqliteDialect } from '../county/store/dialect.ts';
import type { Schema } from '../county/store/schema.ts';
import type { Anchor } from '../../shared/audit/anchors.ts';
import { parseAnchor } from '../../shared/audit/anchors.ts';
import type { Verification } from '../../shared/audit/evidence.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { openReadOnly } from '../../shared/store/open.ts';
import { STORE_FILE } from '../terminal/store/files.ts';
import { isTerminalDirectory, verifyDirectory } from '../terminal/store/verify-directory.ts';
import { CommandError, UsageError, runCommand } from '../terminal/cli/command.ts';

const USAGE =
  'npm run audit -- verify --data DIR | --db sqlite:FILE|postgres://… [--expect ROW:FINGERPRINT …] [--anchors FILE]';

/** `audit verify`: exit 0 when every row is whole, 1 when one is not (each named), 2 for bad arguments. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      data: { type: 'string' },
      db: { type: 'string' },
      expect: { type: 'string', multiple: true },
      anchors: { type: 'string' },
    },
    allowPositionals: true,
  });
  const { data, db } = values;
  if (positionals.length !== 1 || positionals[0] !== 'verify' || (data === undefined) === (db === undefined))
    throw new UsageError(`write ${USAGE}`);
  const anchors = [...(values.expect ?? []).map(expected), ...notedIn(values.anchors)];
  const verification =
    data === undefined ? await verifyDatabase(db ?? '', anchors) : verifyTerminal(data, anchors);
  const { auditRows, records, accounts = 0, head, findings, notes = [] } = verification;
  for (const note of notes) process.stdout.write(`noted: ${note}\n`);
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  const size = `${auditRows} audit rows, ${records} records${accounts > 0 ? `, ${accounts} accounts` : ''}`;
  if (findings.length > 0)
    throw new CommandError(`${size}: ${findings.length} of them not as they were written`);
  const noted = anchors.length > 0 ? `, ${anchors.length} noted fingerprints hold` : '';
  process.stdout.write(`audit ok: ${size}${noted}, last hash ${head}\n`);
}

function expected(text: string): Anchor {
  const anchor = parseAnchor(text);
  if (anchor === undefined)
    throw new UsageError(
      `--expect ${JSON.stringify(text)} is not ROW:FINGERPRINT, e.g. 12345:ABCD-EFGH-JKLM`,
    );
  return anchor;
}

/** Lines of the service, of backups, or written by hand; a file may hold other lines too. */
function notedIn(file: string | undefined): readonly Anchor[] {
  if (file === undefined) return [];
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`--anchors ${file} cannot be read; name a file of noted fingerprints`);
  }
  const lines = text.split('\n');
  const odd = lines.findIndex((line) => /fingerprint/.test(line) && parseAnchor(line) === undefined);
  if (odd >= 0)
    throw new UsageError(`--anchors ${file} line ${odd + 1}: is not "row N fingerprint ABCD-EFGH-JKLM"`);
  const anchors = lines.flatMap((line) => parseAnchor(line) ?? []);
  if (anchors.length === 0) throw new UsageError(`--anchors ${file} holds no fingerprint`);
  return anchors;
}

function verifyTerminal(data: string, anchors: readonly Anchor[]): Verification {
  // The demo keeps the terminal's directory beside the county's file.
  const directory = [data, join(data, 'terminal')].find(isTerminalDirectory);
  if (directory === undefined)
    throw new CommandError(`${data} holds no ${STORE_FILE}; name the dataDir of a terminal`);
  return verifyDirectory(directory, nodeCrypto, anchors);
}

async function verifyDatabase(address: string, anchors: readonly Anchor[]): Promise<Verification> {
  const parsed = parseDatabaseAddress(address);
  if (!parsed.ok) throw new UsageError(parsed.error);
  if (parsed.value.engine === 'sqlite' && !existsSync(parsed.value.file))
    throw new CommandError(`${parsed.value.file} is not there; name the file given to county --db`);
  // One snapshot: the county may be at work meanwhile.
  if (parsed.value.engine === 'sqlite') {
    const file = openReadOnly(parsed.value.file);
    file.exec('BEGIN');
    return await withDatabase(sqliteDialect(file), (db) => verifyCounty(db, nodeCrypto, anchors));
  }
  return await withDatabase(postgresDialect(parsed.value.url), (db) =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((snapshot) => verifyCounty(snapshot, nodeCrypto, anchors)),
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
