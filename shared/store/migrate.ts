import type { Database } from 'better-sqlite3';
import { assert } from '../result/assert.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';

/** One step of a schema. Its number is its place in the list, from 1; a published step never changes. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * Brings the file from its number (`user_version`) to the last one, each step in a transaction of its
 * own together with the number: a cut leaves the old schema or the new, never one between.
 */
export function migrate(
  db: Database,
  migrations: readonly Migration[],
): Result<void, { readonly kind: 'newer'; readonly found: number; readonly known: number }> {
  const found = db.pragma('user_version', { simple: true });
  assert(typeof found === 'number', 'user_version is a number');
  if (found > migrations.length) return err({ kind: 'newer', found, known: migrations.length });
  for (const [index, migration] of migrations.entries()) {
    const number = index + 1;
    if (number <= found) continue;
    db.transaction(() => {
      for (const statement of migration.statements) db.exec(statement);
      db.pragma(`user_version = ${number}`);
    }).immediate();
  }
  return ok(undefined);
}
