import * as z from 'zod';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';
import type { CheckedRow, PolicyPack, PolicyRow } from './policy-pack.ts';
import { packSchema, rowSchema } from './policy-pack.ts';
import { isParameter, PARAMETERS } from './policy-parameters.ts';

/** The text of one pack, and what to call it in messages (`national-2014.json`). */
export interface PackFile {
  readonly file: string;
  readonly text: string;
}

/** Something wrong in a pack, in words that name the place. */
export interface PolicyProblem {
  readonly file: string;
  /** e.g. `row 3 (certification.periodMonths from 2018-01-01): a row needs its source`. */
  readonly detail: string;
}

export function describeProblem(problem: PolicyProblem): string {
  return `${problem.file}: ${problem.detail}`;
}

/** Shape, sources and values of one pack, row by row; how packs fit together is `policy-book.ts`. */
export function parsePack({ file, text }: PackFile): Result<PolicyPack, readonly PolicyProblem[]> {
  const raw = parseJson(text);
  if (!raw.ok) return err([{ file, detail: `not JSON: ${raw.error}` }]);
  const head = packSchema.safeParse(raw.value);
  if (!head.success) return err(head.error.issues.map((issue) => ({ file, detail: issueText(issue) })));

  const problems: PolicyProblem[] = [];
  const rows: CheckedRow[] = [];
  for (const [index, rawRow] of head.data.rows.entries()) {
    const row = parseRow(rawRow, index + 1);
    if (row.ok) rows.push(row.value);
    else for (const detail of row.error) problems.push({ file, detail });
  }
  const { id, effective } = head.data;
  if (`${id}.json` !== file) problems.push({ file, detail: `id is "${id}", the file's name says otherwise` });
  for (const detail of [...dateProblems(rows), ...termProblems(rows, effective)])
    problems.push({ file, detail });
  return problems.length > 0 ? err(problems) : ok({ ...head.data, rows });
}

function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

function parseRow(raw: unknown, position: number): Result<CheckedRow, readonly string[]> {
  const label = rowLabel(raw, position);
  const shape = rowSchema(raw).safeParse(raw);
  if (!shape.success) return err(shape.error.issues.map((issue) => `${label}: ${issueText(issue)}`));
  const row: PolicyRow = shape.data;
  const { parameter } = row;
  if (!isParameter(parameter)) return err([`${label}: no parameter has this name`]);
  const { from, to, citation, quote, confidence, note } = row;
  const base = {
    row: position,
    parameter,
    from,
    citation,
    confidence,
    ...(to === undefined ? {} : { to }),
    ...(quote === undefined ? {} : { quote }),
    ...(note === undefined ? {} : { note }),
  };
  if (to !== undefined && to < from) return err([`${label}: ends on ${to}, before it begins`]);
  if ('inherit' in row) return ok({ ...base, setting: 'inherit' });
  const value = PARAMETERS[parameter].safeParse(row.value);
  if (!value.success)
    return err([`${label}: value ${JSON.stringify(row.value)}: ${firstIssue(value.error)}`]);
  return ok({ ...base, setting: { value: value.data, written: row.value } });
}

/** How a row is named in messages, from whatever of it can be read. */
function rowLabel(raw: unknown, position: number): string {
  const { parameter, from } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const name = typeof parameter === 'string' ? parameter : 'no parameter';
  return `row ${position} (${name}${typeof from === 'string' ? ` from ${from}` : ''})`;
}

export function labelOf(row: CheckedRow): string {
  return `row ${row.row} (${row.parameter} from ${row.from})`;
}

/** Two rows of one parameter on the same day, or one that has not ended when the next begins. */
function* dateProblems(rows: readonly CheckedRow[]): Generator<string> {
  const last = new Map<string, CheckedRow>();
  for (const row of rows) {
    const before = last.get(row.parameter);
    last.set(row.parameter, row);
    if (before === undefined) continue;
    if (row.from < before.from) yield `${labelOf(row)}: stands after row ${before.row}, which begins later`;
    else if (row.from === before.from) yield `${labelOf(row)}: overlaps row ${before.row}, same first day`;
    else if (before.to !== undefined && before.to >= row.from)
      yield `${labelOf(row)}: overlaps row ${before.row}, which lasts until ${before.to}`;
  }
}

function* termProblems(rows: readonly CheckedRow[], effective: PolicyPack['effective']): Generator<string> {
  if (effective.to !== undefined && effective.to < effective.from) yield 'effective ends before it begins';
  for (const row of rows) {
    if (row.from < effective.from) yield `${labelOf(row)}: begins before the pack (${effective.from})`;
    if (effective.to !== undefined && (row.to ?? row.from) > effective.to)
      yield `${labelOf(row)}: outlasts the pack (${effective.to})`;
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'not allowed' : issueText(issue);
}

function issueText(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
