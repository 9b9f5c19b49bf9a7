import type { Schema } from './schema.ts';

/** What the database itself holds of a table's rows: triggers that let none be changed. */
export interface Guard {
  /** What the database says to whoever tries. */
  readonly why: string;
  /** Condition under which a row stays against a deletion, too; left out: always. SQL over `old`. */
  readonly stay?: string;
  /** PostgreSQL's routine. */
  readonly routine: string;
}

/** A table of the schema, besides its columns. */
export interface Table {
  readonly name: keyof Schema;
  /** The schema's version that brought it. */
  readonly since: number;
  /** As the migrations make it. */
  readonly guard?: Guard;
}
