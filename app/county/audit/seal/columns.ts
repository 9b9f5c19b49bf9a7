import type { CryptoProvider } from '../../../../shared/protocol/crypto.ts';
import type { Schema } from '../../store/schema.ts';
import type { Table } from '../../store/table.ts';

/**
 * What the audit chain holds of a column: `key` and `sealed` are in the digest of the row; `told` stands in
 * the events themselves, or follows from them; `free` proves nothing, with the reason.
 */
export type Hold = 'key' | 'sealed' | `told: ${string}` | `free: ${string}`;

/** A table that money and trust rest on, as the audit chain holds it. */
export interface SealedTable extends Table {
  /** Every column; those of the primary key stand first, in its order. */
  readonly columns: Readonly<Record<string, Hold>>;
  /**
   * Of a table that was there when seals came: what of a row may change without a new digest. That stands in
   * the seal in clear, in this order. Tables and columns that come later are sealed from their first row.
   */
  readonly found?: readonly string[];
}

/**
 * Every column of `T`: a new one is missing here until it is said what holds it. A `sealed` column cannot be
 * added to rows that were sealed without it; it begins as `told` or `free`.
 */
export interface SealedTableOf<T extends keyof Schema> extends SealedTable {
  readonly name: T;
  readonly columns: { readonly [C in keyof Schema[T]]: Hold };
}

/** Whether the audit chain holds the rows of a table. */
export function isSealed(table: Table): table is SealedTable {
  return 'columns' in table;
}

export type Value = string | number | null;

/** A row as either database gives it. */
export type Row = Readonly<Record<string, Value>>;

const named = (table: SealedTable, wanted: (hold: Hold) => boolean): readonly string[] =>
  Object.entries(table.columns).flatMap(([column, hold]) => (wanted(hold) ? [column] : []));

/** The primary key behind `county`, in its order. */
export function keyColumns(table: SealedTable): readonly string[] {
  return named(table, (hold) => hold === 'key').slice(1);
}

/** Those that the digest of a row covers. */
export function sealedColumns(table: SealedTable): readonly string[] {
  return named(table, (hold) => hold === 'key' || hold === 'sealed');
}

const encoder = new TextEncoder();

/** The first 128 bits of a hex SHA-256 in 22 characters. */
export function short(hash: string): string {
  return Buffer.from(hash.slice(0, 32), 'hex').toString('base64url');
}

/** Digests of the rows of `table`. What it is made over is a part of what seals mean, never to be changed. */
export function rowDigests(crypto: CryptoProvider, table: SealedTable): (row: object) => string {
  const columns = sealedColumns(table);
  return (row) => {
    const values: unknown[] = [table.name];
    for (const column of columns) values.push((row as Row)[column]);
    return short(crypto.sha256(encoder.encode(JSON.stringify(values))));
  };
}
