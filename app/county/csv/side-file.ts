import { open, rm } from 'node:fs/promises';
import { formatRows, REJECT_COLUMNS } from './csv.ts';

/** A file beside an imported one: rows of it, each with its line and the reason in front. */
export interface SideFile {
  readonly count: number;
  /** Of these, not yet written to the file. */
  readonly pending: number;
  /** `values` as they stood, as many of them as there were. */
  add(line: number, reason: string, values: readonly string[]): void;
  /** Writes what was added since, in order of lines. */
  flush(): Promise<void>;
  /** Closes the file, and removes it when there is nothing in it. Returns its name if there is. */
  close(): Promise<string | undefined>;
}

/** Rows that were not taken. */
export function rejectsName(file: string): string {
  return `${file}.rejects.csv`;
}

/** Rows that were taken, and that an officer should look at. */
export function doubtsName(file: string): string {
  return `${file}.doubts.csv`;
}

/** Replaces what an earlier import left. Rejects when the file cannot be written. */
export async function openSideFile(name: string, columns: readonly string[]): Promise<SideFile> {
  // Full personal data: for its owner only. An older file would keep its own mode.
  await rm(name, { force: true });
  const handle = await open(name, 'wx', 0o600);
  let pending: { readonly line: number; readonly row: readonly string[] }[] = [
    { line: 0, row: [...REJECT_COLUMNS, ...columns] },
  ];
  let count = 0;
  const flush = async (): Promise<void> => {
    if (pending.length === 0) return;
    // A row that is no row is known before the rows around it have been looked up.
    const text = formatRows(pending.sort((a, b) => a.line - b.line).map(({ row }) => row));
    pending = [];
    await handle.appendFile(text);
  };
  return {
    get count() {
      return count;
    },
    get pending() {
      return pending.length;
    },
    add(line, reason, values) {
      count += 1;
      pending.push({ line, row: [String(line), reason, ...values] });
    },
    flush,
    async close() {
      if (count > 0) await flush();
      await handle.close();
      if (count > 0) return name;
      await rm(name, { force: true });
      return undefined;
    },
  };
}
