import type { Kysely, RawBuilder } from 'kysely';
import { SqliteAdapter, sql } from 'kysely';
import type { Schema } from '../store/schema.ts';
import type { RuleValues } from './rules.ts';

/** A connection or, better, a transaction. */
export type Ledger = Kysely<Schema>;

/** Whose accounts: `above` < id_number ≤ `upTo`. */
export interface People {
  readonly above: string;
  readonly upTo: string;
}

/** What every piece of work needs to know. */
export interface Work {
  readonly county: string;
  /** Run that the new rows belong to. */
  readonly run: number;
  readonly rules: RuleValues;
  /** Everybody when missing. */
  readonly people?: People;
}

/** Work of one month. */
export interface MonthWork extends Work {
  /** `YYYY-MM`. */
  readonly month: string;
  /** Pay only those whose status is `receiving`. */
  readonly receivingOnly?: boolean;
  /**
   * 接续: applications of this very run take over people who were paid elsewhere until now. A certification
   * that they brought along holds; their assessment adds none.
   */
  readonly takingOver?: boolean;
}

/** Why nothing can be worked out; nothing was written for whoever it concerns. */
export type Refusal =
  /** 未结息: an account, or all, lack the settlement of December of the year before. */
  | { readonly kind: 'not-settled'; readonly year: number }
  /** A month has to be paid for which there is no rule. */
  | { readonly kind: 'no-rule'; readonly month: string };

export type Fragment = RawBuilder<unknown>;

export function isSqlite(db: Ledger): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}

/**
 * Put behind a subquery: its columns are worked out once. Without it SQLite copies the expressions to
 * wherever they are used, and their copies' expressions too.
 */
export function once(db: Ledger): Fragment {
  return isSqlite(db) ? sql`limit -1 offset 0` : sql`offset 0`;
}

/**
 * Rows in the order of the key, which is much faster to append. SQLite reads them in that order already,
 * and would sort them once more.
 */
export function inOrder(db: Ledger, columns: string): Fragment {
  return isSqlite(db) ? sql`` : sql`order by ${sql.raw(columns)}`;
}

/**
 * The ID numbers of `some` without those of `others`, both read in the order of their keys and held against
 * each other in passing: the one engine does that for `except`, the other for an anti join.
 */
export function without(db: Ledger, some: Fragment, others: Fragment): Fragment {
  return isSqlite(db)
    ? sql`select id_number from (${some} except ${others} order by id_number) as apart`
    : sql`select id_number from (${some}) as listed
        where not exists (select 1 from (${others}) as other where other.id_number = listed.id_number)`;
}

/** Rows of several parts that each have an `id_number`, all of them in its order, merged in passing. */
export function merged(db: Ledger, parts: readonly Fragment[]): Fragment {
  return isSqlite(db)
    ? sql`${sql.join(parts, sql` union all `)} order by id_number`
    : sql.join(
        parts.map((part) => sql`(${part} order by id_number)`),
        sql` union all `,
      );
}

/**
 * Reading by key what PostgreSQL would rather read as it lies and sort: with a million accounts the sort
 * no longer fits into memory. For the statements of `reading`, in the transaction at hand.
 */
export async function byKey<T>(db: Ledger, reading: () => Promise<T>): Promise<T> {
  if (isSqlite(db)) return await reading();
  const set = async (value: 'on' | 'off'): Promise<void> => {
    for (const way of ['enable_sort', 'enable_hashagg'])
      await sql`set local ${sql.raw(way)} = ${sql.raw(value)}`.execute(db);
  };
  await set('off');
  const read = await reading();
  await set('on');
  return read;
}

/** A sum of whole numbers: PostgreSQL's own leaves them for decimals, and takes three times as long. */
export function total(db: Ledger, column: string): string {
  return isSqlite(db) ? `sum(${column})` : `whole_sum(${column})`;
}

/** A whole number as SQL text: as a parameter it would arrive in SQLite as floating point. */
export function int(value: number): Fragment {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`);
  return sql.raw(value < 0 ? `(${value})` : String(value));
}

/** Restricts `column` to the people concerned; true for everybody. */
export function among(work: Work, column: string): Fragment {
  if (work.people === undefined) return sql`1 = 1`;
  return sql`${sql.ref(column)} > ${work.people.above} and ${sql.ref(column)} <= ${work.people.upTo}`;
}

/** Executes and gives the number of rows written. */
export async function write(db: Ledger, statement: Fragment): Promise<number> {
  const { numAffectedRows } = await statement.execute(db);
  return Number(numAffectedRows ?? 0n);
}
