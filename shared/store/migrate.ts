import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';

type Sqlite = Database.Database;

/** One step of a schema. Its number is its place in the list, from 1; a published step never changes. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** What the schema of a file says of itself. */
export type SchemaState =
  /** Of this program, at `version`; 0 is a file that has nothing yet. */
  | { readonly kind: 'known'; readonly version: number }
  /** Written by a newer program, by its own sealed word. */
  | { readonly kind: 'newer'; readonly found: number; readonly known: number }
  /** Number, seal and tables contradict each other: no program wrote that. */
  | { readonly kind: 'damaged'; readonly why: string };

/**
 * The number of the schema once more, in a row of its own: one flipped bit in `user_version` would
 * otherwise read as "written by a newer program". Files from before this row was kept have no such table.
 */
const SEAL_TABLE = 'schema_seal';
const CREATE_SEAL = `CREATE TABLE IF NOT EXISTS ${SEAL_TABLE} (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  -- Digest of the number: a damaged row does not pass for another number.
  seal TEXT NOT NULL
) STRICT`;

function sealOf(version: number): string {
  return createHash('sha256').update(`songbai.schema.v1\0${version}`).digest('hex');
}

/** Reads what a file says of its schema, and whether that can be. Writes nothing. */
export function readSchema(db: Sqlite, migrations: readonly Migration[]): SchemaState {
  const known = migrations.length;
  const version = Number(db.pragma('user_version', { simple: true }));
  const damaged = (why: string): SchemaState => ({ kind: 'damaged', why });
  const tables = tablesOf(db);
  if (!hasSealTable(db)) {
    if (version === 0 && tables === '') return { kind: 'known', version: 0 };
    // Every program that knows more than this one writes a seal.
    if (version < 1 || version > known) return damaged(`schema number ${version} that no program wrote`);
  } else {
    const sealed = readSeal(db);
    if (sealed === undefined) return damaged('the seal of the schema number is broken');
    if (sealed !== version) return damaged(`schema number ${version} where ${sealed} was sealed`);
    if (version > known) return { kind: 'newer', found: version, known };
  }
  if (tables !== expectedTables(migrations.slice(0, version)))
    return damaged(`tables that are not those of schema ${version}`);
  return { kind: 'known', version };
}

/**
 * Brings the file from `found` to the last number, each step in a transaction of its own together with
 * the number: a cut leaves the old schema or the new, never one between.
 */
export function migrate(db: Sqlite, migrations: readonly Migration[], found: number): void {
  for (const [index, migration] of migrations.entries()) {
    const number = index + 1;
    if (number <= found) continue;
    db.transaction(() => {
      for (const statement of migration.statements) db.exec(statement);
      writeSeal(db, number);
    }).immediate();
  }
  if (readSeal(db) !== migrations.length) db.transaction(() => writeSeal(db, migrations.length)).immediate();
}

function writeSeal(db: Sqlite, version: number): void {
  db.exec(CREATE_SEAL);
  db.prepare(
    `INSERT INTO ${SEAL_TABLE} (id, version, seal) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, seal = excluded.seal`,
  ).run(version, sealOf(version));
  db.pragma(`user_version = ${version}`);
}

function hasSealTable(db: Sqlite): boolean {
  return (
    db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(SEAL_TABLE) !== undefined
  );
}

/** `undefined` when there is none that holds. */
function readSeal(db: Sqlite): number | undefined {
  if (!hasSealTable(db)) return undefined;
  const row = db
    .prepare<[], { version: unknown; seal: unknown }>(`SELECT version, seal FROM ${SEAL_TABLE} WHERE id = 1`)
    .get();
  const version = row?.version;
  return typeof version === 'number' && row?.seal === sealOf(version) ? version : undefined;
}

/** The text of every table and index, in order of name; without the seal and what SQLite keeps for itself. */
function tablesOf(db: Sqlite): string {
  return db
    .prepare<[string], string>(
      `SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema
       WHERE sql IS NOT NULL AND name <> ? AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name`,
    )
    .pluck()
    .all(SEAL_TABLE)
    .join('\n');
}

function expectedTables(migrations: readonly Migration[]): string {
  const db = new Database(':memory:');
  try {
    for (const { statements } of migrations) for (const statement of statements) db.exec(statement);
    return tablesOf(db);
  } finally {
    db.close();
  }
}
