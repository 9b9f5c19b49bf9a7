import type { PersonColumn, PersonRow } from '../../../shared/pension/person-row.ts';
import { parsePersonRow, PERSON_COLUMNS } from '../../../shared/pension/person-row.ts';
import type { Result } from '../../../shared/result/result.ts';
import { ok } from '../../../shared/result/result.ts';
import { appendBehind, lockChain } from '../audit/append.ts';
import type { CountyStore } from '../store/open.ts';
import type { Importer, ImportFailure, ImportOptions, ImportOutcome } from './import-file.ts';
import { importFile } from './import-file.ts';
import { personWriter } from './upsert-persons.ts';

/**
 * Rows in one transaction. Handles are random, so each transaction touches most pages of their index:
 * the more rows share one, the fewer pages are written twice. A serving county waits this long, about 1 s.
 */
const ROWS_PER_TRANSACTION = 20_000;

/**
 * Imports a persons file: each number once. The same file again changes nothing. No certification is
 * created and none moves back.
 */
export async function importPersons(
  store: CountyStore,
  file: string,
  options: ImportOptions = {},
): Promise<Result<ImportOutcome, ImportFailure>> {
  return await importFile(store, file, personImporter(store), options);
}

/** Each batch is one transaction with its audit event. */
function personImporter(store: CountyStore): Importer<PersonColumn> {
  const persons = personWriter(store);
  const seen = new Map<string, number>();
  let changed = 0;
  const transact = async (rows: readonly PersonRow[]): Promise<number> =>
    await store.db.transaction().execute(async (tx) => {
      const head = await lockChain(tx, store);
      const details = await persons.write(tx, head, rows);
      if (details.rows > 0)
        await appendBehind(tx, store, head, [{ event: 'persons-imported', details: { ...details } }]);
      return details.rows;
    });
  return {
    columns: PERSON_COLUMNS,
    batch: ROWS_PER_TRANSACTION,
    begin: async () => ok(undefined),
    async write(rows, reject) {
      const good: PersonRow[] = [];
      for (const row of rows) {
        const person = parsePersonRow(row.fields);
        const before = person.ok ? seen.get(person.value.id_number) : undefined;
        if (!person.ok) reject(row, person.error);
        else if (before !== undefined) reject(row, `id_number: the same as in line ${before}`);
        else {
          seen.set(person.value.id_number, row.line);
          good.push(person.value);
        }
      }
      changed += await transact(good);
    },
    finish: async () => {},
    stop: async () => 'import it again, rows that are in stay as they are',
    get imported() {
      return changed;
    },
    notes: [],
  };
}
