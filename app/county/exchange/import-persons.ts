import { stat } from 'node:fs/promises';
import type { PersonColumn, PersonRow } from '../../../shared/pension/person-row.ts';
import { parsePersonRow, PERSON_COLUMNS } from '../../../shared/pension/person-row.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { appendBehind, lockChain } from '../audit/append.ts';
import type { CountyStore } from '../store/open.ts';
import { beginBulk } from './bulk.ts';
import type { Header } from './csv.ts';
import { readHeader, splitRow } from './csv.ts';
import type { Line } from './lines.ts';
import { readLines } from './lines.ts';
import type { Rejects } from './rejects.ts';
import { openRejects, rejectsName } from './rejects.ts';
import { MOST_ROWS, personWriter } from './upsert-persons.ts';

/**
 * Rows in one transaction. Handles are random, so each transaction touches most pages of their index:
 * the more rows share one, the fewer pages are written twice. A serving county waits this long, about 1 s.
 */
const ROWS_PER_TRANSACTION = 20_000;

export interface ImportOutcome {
  /** Rows that added or changed something; rows that are in already as they stand count nowhere. */
  readonly imported: number;
  readonly rejected: number;
  /** Name of the file with the rejected rows; `undefined` when there are none. */
  readonly rejectsFile: string | undefined;
}

/** `message` is one line: what, where, what to do. */
export type ImportFailure =
  /** The file is not what it should be; nothing of it was imported. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Disk or database gave up on the way; importing the same file again goes on from there. */
  | { readonly kind: 'failed'; readonly message: string };

export interface ImportOptions {
  /** Told after each step; `bytes` of `total` are behind. */
  readonly progress?: (bytes: number, total: number) => void;
}

/**
 * Imports a persons file (UTF-8 CSV with a header row). The whole file is read for encoding and header
 * before anything is written; then bad rows go to `FILE.csv.rejects.csv` and good ones in, each number
 * once. The same file again changes nothing. No certification is created and none moves back.
 */
export async function importPersons(
  store: CountyStore,
  file: string,
  options: ImportOptions = {},
): Promise<Result<ImportOutcome, ImportFailure>> {
  const refused = (reason: string) => err({ kind: 'refused', message: `${file}: ${reason}` } as const);
  const total = await sizeOf(file);
  if (!total.ok) return refused(total.error);
  const header = await checkFile(file);
  if (!header.ok) return refused(header.error);
  let rejects: Rejects;
  try {
    rejects = await openRejects(file, PERSON_COLUMNS);
  } catch {
    return refused(
      `${rejectsName(file)} cannot be written; put the file where its rejects can stand beside it`,
    );
  }
  const reader = rowReader(header.value, rejects);
  const writer = batchWriter(store);
  let failure: string | undefined;
  const bulk = await beginBulk(store);
  try {
    for await (const block of readLines(file)) {
      if (!block.ok) {
        failure = block.error;
        break;
      }
      for (const line of block.value.lines) {
        const row = reader(line);
        if (row !== undefined) writer.add(row);
      }
      await writer.write(ROWS_PER_TRANSACTION);
      await rejects.flush();
      options.progress?.(block.value.bytes, total.value);
    }
    if (failure === undefined) await writer.write(1);
  } catch (error) {
    failure = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  }
  await bulk.end();
  const rejectsFile = await rejects.close();
  if (failure === undefined) return ok({ imported: writer.changed(), rejected: rejects.count, rejectsFile });
  const message = `${file}: stopped after ${writer.changed()} rows, ${failure}; import it again, rows that are in stay as they are`;
  return err({ kind: 'failed', message });
}

async function sizeOf(file: string): Promise<Result<number, string>> {
  try {
    const found = await stat(file);
    // It is read twice, which a pipe cannot be.
    return found.isFile() ? ok(found.size) : err('is not a regular file; name a CSV file');
  } catch {
    return err('no such file; name a CSV file');
  }
}

/** The header, if the whole file is UTF-8 text: so that a wrong file is refused before any row is in. */
async function checkFile(file: string): Promise<Result<Header<PersonColumn>, string>> {
  let header: Header<PersonColumn> | undefined;
  for await (const block of readLines(file)) {
    if (!block.ok) return block;
    const first = block.value.lines[0];
    if (header !== undefined || first === undefined) continue;
    const read = readHeader(first.text, PERSON_COLUMNS);
    if (!read.ok) return read;
    header = read.value;
  }
  if (header !== undefined) return ok(header);
  return err(`is empty; the first line must name the columns ${PERSON_COLUMNS.join(',')}`);
}

/** Turns lines into rows; those that are none go to `rejects`. The header and blank lines are passed over. */
function rowReader(
  { position, width }: Header<PersonColumn>,
  rejects: Rejects,
): (line: Line) => PersonRow | undefined {
  const seen = new Map<string, number>();
  const fields = {} as Record<PersonColumn, string>;
  return ({ number, text }) => {
    if (number === 1 || text.trim() === '') return undefined;
    const values = splitRow(text);
    if (!values.ok) {
      rejects.add(number, values.error, [text]);
      return undefined;
    }
    if (values.value.length !== width) {
      rejects.add(number, `${values.value.length} values, the header names ${width}`, values.value);
      return undefined;
    }
    for (const column of PERSON_COLUMNS) fields[column] = values.value[position[column]] ?? '';
    const row = parsePersonRow(fields);
    const before = row.ok ? seen.get(row.value.id_number) : undefined;
    if (row.ok && before === undefined) {
      seen.set(row.value.id_number, number);
      return row.value;
    }
    const reason = row.ok ? `id_number: the same as in line ${before}` : row.error;
    rejects.add(
      number,
      reason,
      PERSON_COLUMNS.map((column) => fields[column]),
    );
    return undefined;
  };
}

/** Collects rows and writes them in transactions, each with its audit event. */
function batchWriter(store: CountyStore): {
  add(row: PersonRow): void;
  /** Writes everything once at least `enough` rows are waiting. */
  write(enough: number): Promise<void>;
  changed(): number;
} {
  const persons = personWriter(store);
  let waiting: PersonRow[] = [];
  let changed = 0;
  const transact = async (rows: readonly PersonRow[]): Promise<number> =>
    await store.db.transaction().execute(async (tx) => {
      const head = await lockChain(tx, store);
      const sorted = rows;
      let count = 0;
      for (let start = 0; start < sorted.length; start += MOST_ROWS)
        count += await persons.write(tx, sorted.slice(start, start + MOST_ROWS));
      if (count > 0)
        await appendBehind(tx, store, head, [{ event: 'persons-imported', details: { rows: count } }]);
      return count;
    });
  return {
    add: (row) => void waiting.push(row),
    async write(enough) {
      if (waiting.length < enough) return;
      const rows = waiting;
      waiting = [];
      for (let start = 0; start < rows.length; start += ROWS_PER_TRANSACTION)
        changed += await transact(rows.slice(start, start + ROWS_PER_TRANSACTION));
    },
    changed: () => changed,
  };
}
