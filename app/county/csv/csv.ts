import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { cellOf, valueOf } from './cell.ts';

/**
 * The values of one line. Every row is one line: no value of ours can hold a line break, and so a stray
 * quote spoils its own row and none of those that follow.
 */
export function splitRow(line: string): Result<readonly string[], string> {
  if (!line.includes('"')) return ok(values(line.split(',')));
  try {
    const [row] = parse(line, { relax_column_count: true, record_delimiter: '\n' });
    return ok(values(row ?? []));
  } catch {
    return err('quotes do not match (a value with a quote or comma is put in "…", a quote in it doubled)');
  }
}

function values(cells: readonly string[]): readonly string[] {
  // Hardly a row has one: the others are not copied.
  return cells.some((cell) => cell.startsWith("'")) ? cells.map(valueOf) : cells;
}

/** Rows as CSV text, each value as `cellOf` has it: LF, quotes only where needed. Every file goes through here. */
export function formatRows(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => row.map(cellOf)),
    { record_delimiter: '\n' },
  );
}

/** Position of each column in a file's rows. */
export interface Header<C extends string> {
  readonly position: Readonly<Record<C, number>>;
  /** Values in each row. */
  readonly width: number;
}

/** Columns that a rejects file adds in front, so that it can be imported as it is once corrected. */
export const REJECT_COLUMNS = ['line', 'reason'] as const;

/** Reads the header row; columns may stand in any order. The error is one line, without the file's name. */
export function readHeader<C extends string>(line: string, columns: readonly C[]): Result<Header<C>, string> {
  const row = splitRow(line);
  const expected = `the first line must name the columns ${columns.join(',')}`;
  if (!row.ok) return err(`line 1: ${row.error}; ${expected}`);
  const names = row.value.map((name) => name.trim());
  const separator = names.length === 1 ? /[;\t]/.exec(line)?.[0] : undefined;
  if (separator !== undefined)
    return err(`values are separated by ${separator === ';' ? 'semicolons' : 'tabs'}; use commas`);
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) return err(`column ${missing.join(', ')} missing; ${expected}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return err(`column ${quote(twice)} is there twice; ${expected}`);
  const known: readonly string[] = [...columns, ...REJECT_COLUMNS];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) return err(`column ${quote(unknown)} is not known; ${expected}`);
  const position = Object.fromEntries(columns.map((column) => [column, names.indexOf(column)]));
  return ok({ position: position as Record<C, number>, width: names.length });
}

/** A name from a file in a message: short and free of control characters. */
function quote(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}
