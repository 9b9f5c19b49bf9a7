import type { ContributionColumn } from '../../../shared/pension/contribution-row.ts';
import { CONTRIBUTION_COLUMNS, parseContributionRow } from '../../../shared/pension/contribution-row.ts';
import type { Header } from '../csv/csv.ts';
import { readHeader, splitRow } from '../csv/csv.ts';
import { readLines } from '../csv/lines.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Truth } from './correct.ts';

/**
 * Reads a corrections file: the columns of a contributions file, each row true in place of what the books
 * say of that person, year and kind. One bad row refuses the file; the error names its line.
 */
export async function readTruths(file: string): Promise<Result<readonly Truth[], string>> {
  const people = new Map<string, Map<string, Truth['rows'][number]>>();
  let header: Header<ContributionColumn> | undefined;
  for await (const block of readLines(file)) {
    if (!block.ok) return err(`${file}: ${block.error}`);
    for (const { number, text } of block.value.lines) {
      if (number === 1) {
        const read = readHeader(text, CONTRIBUTION_COLUMNS);
        if (!read.ok) return err(`${file}: ${read.error}`);
        header = read.value;
        continue;
      }
      if (header === undefined || text.trim() === '') continue;
      const row = readRow(text, header);
      if (!row.ok) return err(`${file}: line ${number}: ${row.error}`);
      const { idNumber, year, kind } = row.value;
      const rows = people.get(idNumber) ?? new Map<string, Truth['rows'][number]>();
      if (rows.has(`${kind} ${year}`))
        return err(`${file}: line ${number}: ${kind} ${year} of this person stands there twice`);
      rows.set(`${kind} ${year}`, row.value);
      people.set(idNumber, rows);
    }
  }
  if (header === undefined) return err(`${file}: is empty; the first line must name the columns`);
  return ok([...people].map(([idNumber, rows]) => ({ idNumber, rows: [...rows.values()] })));
}

function readRow(text: string, { position, width }: Header<ContributionColumn>) {
  const values = splitRow(text);
  if (!values.ok) return values;
  if (values.value.length !== width) return err(`${values.value.length} values, the header names ${width}`);
  const fields = Object.fromEntries(
    CONTRIBUTION_COLUMNS.map((column) => [column, values.value[position[column]] ?? '']),
  ) as Record<ContributionColumn, string>;
  return parseContributionRow(fields);
}
