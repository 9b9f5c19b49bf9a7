import type { ReplayPart } from '../audit/replay/replay.ts';
import type { SealedTable } from '../audit/seal/columns.ts';
import { isSealed } from '../audit/seal/columns.ts';
import type { SealingMeans } from '../audit/seal/seal-state.ts';
import type { Migration } from '../store/migrate.ts';
import type { Table } from '../store/table.ts';
import type { Domain } from './domain.ts';

/** What a county is, put together from its domains. */
export interface Composed {
  /** In order; position + 1 is the schema's version. */
  readonly migrations: readonly Migration<SealingMeans>[];
  readonly tables: readonly Table[];
  readonly sealed: readonly SealedTable[];
  readonly replays: readonly ReplayPart[];
}

/**
 * Puts domains together, in their order: a step of the schema is what each adds to it. Throws when two own
 * one table, or when a version is nobody's.
 */
export function compose(domains: readonly Domain[]): Composed {
  const tables = domains.flatMap((domain) => domain.tables);
  const names = tables.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`table ${twice} belongs to two domains`);
  return {
    migrations: stepsOf(domains),
    tables,
    sealed: tables.filter(isSealed),
    replays: domains.flatMap(({ replays }) => replays),
  };
}

function stepsOf(domains: readonly Domain[]): readonly Migration<SealingMeans>[] {
  const versions = domains.flatMap(({ migrations }) => Object.keys(migrations).map(Number));
  return Array.from({ length: Math.max(0, ...versions) }, (_, index) => {
    const parts = domains.flatMap(({ migrations }) => migrations[index + 1] ?? []);
    if (parts.length === 0) throw new TypeError(`no domain makes version ${index + 1} of the schema`);
    return async (db, engine, means) => {
      for (const part of parts) await part(db, engine, means);
    };
  });
}
