import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from 'kysely';
import { Kysely } from 'kysely';
import { z } from 'zod';
import type { Program } from '../cli/command.ts';
import { command } from '../cli/command.ts';
import { badArguments, failed } from '../cli/errors.ts';
import type { Value } from '../cli/parameter.ts';
import { optional, repeated } from '../cli/parameter.ts';
import { main } from '../cli/run.ts';
import { FILE, FOLDER } from '../cli/values.ts';
import { ADDRESS, failure } from '../county/cli/command.ts';
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

const ANCHOR: Value<Anchor> = {
  shape: 'ROW:FINGERPRINT',
  schema: z.string().transform((word, context) => {
    const anchor = parseAnchor(word);
    if (anchor !== undefined) return anchor;
    context.addIssue('is not ROW:FINGERPRINT, e.g. 12345:ABCD-EFGH-JKMN');
    return z.NEVER;
  }),
};

/** Exit 0 when every row is whole, 1 when one is not (each named), 2 for bad arguments. */
const verify = command({
  effect: 'reads',
  args: {},
  options: {
    data: optional(FOLDER, 'the dataDir of a terminal, or the folder of the demo'),
    db: optional(ADDRESS, 'a county'),
    expect: repeated(ANCHOR, 'a fingerprint noted earlier; the row has to be the same still'),
    anchors: optional(FILE, 'noted fingerprints, e.g. the log of the service or of backups'),
  },
  examples: ['--data .songbai', '--db sqlite:county.db --expect 12345:ABCD-EFGH-JKMN'],
  async run({ data, db, expect, anchors: anchorsFile }, { out }) {
    if ((data === undefined) === (db === undefined))
      throw badArguments(
        'write either --data DIR for a terminal, or --db sqlite:FILE|postgres://… for a county',
      );
    const anchors = [...expect, ...notedIn(anchorsFile)];
    const verification =
      data === undefined ? await verifyDatabase(db ?? '', anchors) : verifyTerminal(data, anchors);
    const { auditRows, records, accounts = 0, head, findings, notes = [] } = verification;
    for (const note of notes) out(`noted: ${note}`);
    for (const finding of findings) out(finding);
    const size = `${auditRows} audit rows, ${records} records${accounts > 0 ? `, ${accounts} accounts` : ''}`;
    if (findings.length > 0) throw failed(`${size}: ${findings.length} of them not as they were written`);
    const noted = anchors.length > 0 ? `, ${anchors.length} noted fingerprints hold` : '';
    out(`audit ok: ${size}${noted}, last hash ${head}`);
    return 0;
  },
});

/** Lines of the service, of backups, or written by hand; a file may hold other lines too. */
function notedIn(file: string | undefined): readonly Anchor[] {
  if (file === undefined) return [];
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw badArguments(`--anchors ${file} cannot be read; name a file of noted fingerprints`);
  }
  const lines = text.split('\n');
  const odd = lines.findIndex((line) => /fingerprint/.test(line) && parseAnchor(line) === undefined);
  if (odd >= 0)
    throw badArguments(`--anchors ${file} line ${odd + 1}: is not "row N fingerprint ABCD-EFGH-JKLM"`);
  const anchors = lines.flatMap((line) => parseAnchor(line) ?? []);
  if (anchors.length === 0) throw badArguments(`--anchors ${file} holds no fingerprint`);
  return anchors;
}

function verifyTerminal(data: string, anchors: readonly Anchor[]): Verification {
  // The demo keeps the terminal's directory beside the county's file.
  const directory = [data, join(data, 'terminal')].find(isTerminalDirectory);
  if (directory === undefined) throw failed(`${data} holds no ${STORE_FILE}; name the dataDir of a terminal`);
  return verifyDirectory(directory, nodeCrypto, anchors);
}

async function verifyDatabase(address: string, anchors: readonly Anchor[]): Promise<Verification> {
  const parsed = parseDatabaseAddress(address);
  if (!parsed.ok) throw badArguments(parsed.error);
  if (parsed.value.engine === 'sqlite' && !existsSync(parsed.value.file))
    throw failed(`${parsed.value.file} is not there; name the file given to county --db`);
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

export const audit: Program = {
  name: 'audit',
  about: 'Checks that nothing a terminal or a county wrote down was altered since.',
  load: async () => ({
    verbs: {
      verify: {
        about: 'walks the hash chain and names each row that is not whole',
        load: async () => verify,
      },
    },
  }),
  failure,
};

if (import.meta.main) await main(audit);
