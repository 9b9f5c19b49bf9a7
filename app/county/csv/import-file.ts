import { stat } from 'node:fs/promises';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { CountyStore } from '../store/county-store.ts';
import { beginBulk } from '../store/bulk.ts';
import type { Header } from './csv.ts';
import { readHeader, splitRow } from './csv.ts';
import type { Line } from './lines.ts';
import { readLines } from './lines.ts';
import type { SideFile } from './side-file.ts';
import { doubtsName, openSideFile, rejectsName } from './side-file.ts';
import { DamageWatch } from './spreadsheet-damage.ts';

export interface ImportOutcome {
  /** Rows that added or changed something; rows that are in already as they stand count nowhere. */
  readonly imported: number;
  readonly rejected: number;
  /** Name of the file with the rejected rows; `undefined` when there are none. */
  readonly rejectsFile: string | undefined;
  /** Name of the file with rows that were taken and should be looked at; `undefined` when there are none. */
  readonly doubtsFile: string | undefined;
  /** One line each: what was taken as it stands, but should be looked at. */
  readonly notes: readonly string[];
}

/** `message` is one line: what, where, what to do. */
export type ImportFailure =
  /** The file is not what it should be; nothing of it was imported. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The county is not ready for it, or disk or database gave up on the way; it can be imported again. */
  | { readonly kind: 'failed'; readonly message: string };

export interface ImportOptions {
  /** Told after each step; `bytes` of `total` are behind. */
  readonly progress?: (bytes: number, total: number) => void;
  /** Takes what looks right of a file whose numbers a spreadsheet has cut. */
  readonly acceptDamaged?: boolean;
}

/** A row of the file as text, column by column. */
export interface TextRow<C extends string> {
  readonly line: number;
  readonly fields: Readonly<Record<C, string>>;
}

/** Where an importer says what it thinks of a row. */
export interface Remarks<C extends string> {
  /** It is not taken. */
  reject(row: TextRow<C>, reason: string): void;
  /** It is taken, and an officer should look at it. */
  doubt(row: TextRow<C>, reason: string): void;
}

/** What one kind of file does with its rows. */
export interface Importer<C extends string> {
  readonly columns: readonly C[];
  /** Lines that are handed over together, and become one transaction. */
  readonly batch: number;
  /** Before the first row, once the file is known to be a table of these columns. The error is one line. */
  begin(): Promise<Result<void, string>>;
  /** Writes the rows that are right; `remarks.reject` says of each other one what is wrong. */
  write(rows: readonly TextRow<C>[], remarks: Remarks<C>): Promise<void>;
  /** After the last row. */
  finish(remarks: Remarks<C>): Promise<void>;
  /** The import stops here: what is to be said of the rows that were written, for the message. */
  stop(): Promise<string>;
  /** Rows written so far that added or changed something. */
  readonly imported: number;
  /** See `ImportOutcome`. */
  readonly notes: readonly string[];
}

/**
 * Imports a UTF-8 CSV file with a header row. The whole file is read for encoding and header before
 * anything is written; then good rows go to `importer`, and bad ones to `FILE.csv.rejects.csv`.
 */
export async function importFile<C extends string>(
  store: CountyStore,
  file: string,
  importer: Importer<C>,
  options: ImportOptions = {},
): Promise<Result<ImportOutcome, ImportFailure>> {
  const refused = (reason: string) => err({ kind: 'refused', message: `${file}: ${reason}` } as const);
  const total = await sizeOf(file);
  if (!total.ok) return refused(total.error);
  const header = await checkFile(file, importer.columns, options.acceptDamaged ?? false);
  if (!header.ok) return refused(header.error);
  let rejects: SideFile;
  let doubts: SideFile;
  try {
    rejects = await openSideFile(rejectsName(file), importer.columns);
    doubts = await openSideFile(doubtsName(file), importer.columns);
  } catch {
    return refused(
      `${rejectsName(file)} cannot be written; put the file where its rejects can stand beside it`,
    );
  }
  const ready = await importer.begin();
  if (!ready.ok) {
    await rejects.close();
    await doubts.close();
    return err({ kind: 'failed', message: `${file}: ${ready.error}` });
  }
  const sides = { rejects, doubts };
  const failure = await importRows(store, file, importer, sides, header.value, (bytes) =>
    options.progress?.(bytes, total.value),
  );
  const rejectsFile = await rejects.close();
  const doubtsFile = await doubts.close();
  const { imported, notes } = importer;
  if (failure === undefined) return ok({ imported, rejected: rejects.count, rejectsFile, doubtsFile, notes });
  return err({ kind: 'failed', message: `${file}: ${failure}` });
}

/** All rows of the file; what went wrong on the way, if anything did. */
async function importRows<C extends string>(
  store: CountyStore,
  file: string,
  importer: Importer<C>,
  { rejects, doubts }: { readonly rejects: SideFile; readonly doubts: SideFile },
  header: Header<C>,
  progress: (bytes: number) => void,
): Promise<string | undefined> {
  const read = rowReader(importer.columns, header, rejects);
  const into =
    (side: SideFile) =>
    ({ line, fields }: TextRow<C>, reason: string): void =>
      side.add(
        line,
        reason,
        importer.columns.map((column) => fields[column]),
      );
  const remarks: Remarks<C> = { reject: into(rejects), doubt: into(doubts) };
  let waiting: TextRow<C>[] = [];
  const write = async (rows: readonly TextRow<C>[]): Promise<void> => {
    if (rows.length > 0) await importer.write(rows, remarks);
    await rejects.flush();
    await doubts.flush();
  };
  let failure: string | undefined;
  const bulk = await beginBulk(store);
  try {
    for await (const block of readLines(file)) {
      if (!block.ok) {
        failure = block.error;
        break;
      }
      for (const line of block.value.lines) {
        const row = read(line);
        if (row !== undefined) waiting.push(row);
        if (waiting.length < importer.batch && rejects.pending < importer.batch) continue;
        await write(waiting);
        waiting = [];
      }
      progress(block.value.bytes);
    }
    if (failure === undefined) {
      await write(waiting);
      await importer.finish(remarks);
    }
  } catch (error) {
    failure = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  }
  await bulk.end();
  return failure === undefined
    ? undefined
    : `stopped after ${importer.imported} rows, ${failure}; ${await importer.stop()}`;
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

/**
 * The header, if the whole file is UTF-8 text and no spreadsheet has cut its numbers: so that a wrong file is
 * refused before any row is in.
 */
async function checkFile<C extends string>(
  file: string,
  columns: readonly C[],
  acceptDamaged: boolean,
): Promise<Result<Header<C>, string>> {
  let header: Header<C> | undefined;
  const damage = new DamageWatch();
  for await (const block of readLines(file)) {
    if (!block.ok) return block;
    const [first] = block.value.lines;
    if (header === undefined && first !== undefined) {
      const read = readHeader(first.text, columns);
      if (!read.ok) return read;
      header = read.value;
    }
    if (header !== undefined) lookForDamage(damage, block.value.lines, header);
  }
  const damaged = acceptDamaged ? undefined : damage.verdict();
  if (damaged !== undefined) return err(damaged);
  if (header !== undefined) return ok(header);
  return err(`is empty; the first line must name the columns ${columns.join(',')}`);
}

function lookForDamage(damage: DamageWatch, lines: readonly Line[], { position }: Header<string>): void {
  const { id_number: number, bank_account: account } = position;
  for (const { text } of lines) {
    const row = splitRow(text);
    if (!row.ok || number === undefined) continue;
    damage.look({
      id_number: row.value[number] ?? '',
      ...(account === undefined ? {} : { bank_account: row.value[account] ?? '' }),
    });
  }
}

/** Turns lines into rows; those that are none go to `rejects`. The header and blank lines are passed over. */
function rowReader<C extends string>(
  columns: readonly C[],
  { position, width }: Header<C>,
  rejects: SideFile,
): (line: Line) => TextRow<C> | undefined {
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
    const fields = {} as Record<C, string>;
    for (const column of columns) fields[column] = values.value[position[column]] ?? '';
    return { line: number, fields };
  };
}
