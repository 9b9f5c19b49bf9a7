import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
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
