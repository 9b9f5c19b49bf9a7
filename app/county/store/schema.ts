import type { ColumnType } from 'kysely';

/**
 * The county's tables, one subset of SQL for SQLite and PostgreSQL. Each domain adds its own, in the
 * `tables.ts` of its folder. The 6-digit county code leads every key. Money is integer fen; instants are ms
 * since the epoch; months are `YYYY-MM` and dates `YYYY-MM-DD` in China Standard Time; flags are 0 or 1;
 * lists and evidence are JSON text.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- the domains fill it
export interface Schema {}

/** Written once, never changed by an update. */
export type Once<T> = ColumnType<T, T, never>;
/** The same, with a value of its own where none is given. */
export type Filled<T> = ColumnType<T, T | undefined, never>;
export type Flag = 0 | 1;
