import type { PersonColumn, PersonRow } from '../../../shared/pension/person-row.ts';
import { parsePersonRow, PERSON_COLUMNS } from '../../../shared/pension/person-row.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { appendBehind, lockChain } from '../audit/chain/append.ts';
import { readPolicies } from '../settings/policy.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Importer, ImportFailure, ImportOptions, ImportOutcome, TextRow } from '../csv/import-file.ts';
import { importFile } from '../csv/import-file.ts';
import type { PersonBounds } from '../../../shared/pension/person-plausible.ts';
import { personBounds, plausible } from '../../../shared/pension/person-plausible.ts';
import { sharedNumbers } from './shared-numbers.ts';
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
  let bounds: PersonBounds | undefined;
  let changed = 0;
  let reshaped = 0;
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
    async begin() {
      const book = readPolicies();
      if (!book.ok) return book;
      const found = personBounds(book.value, store.county.policyPack, store.clock.now());
      if (!found.ok) return found;
      bounds = found.value;
      return ok(undefined);
    },
    async write(rows, { reject, doubt }) {
      const good: PersonRow[] = [];
      for (const row of rows) {
        const person = checkPerson(row, bounds, seen);
        if (!person.ok) {
          reject(row, person.error);
          continue;
        }
        const { value, doubts } = person.value;
        seen.set(value.id_number, row.line);
        good.push(value);
        if (doubts.length > 0) doubt(row, doubts.join('; '));
        if (value.name !== row.fields.name) reshaped += 1;
      }
      changed += await transact(good);
    },
    async finish({ doubt }) {
      for await (const { person, doubt: reason } of sharedNumbers(store.db, store.county.code)) {
        const line = seen.get(person.id_number);
        // Of earlier files that was said when they came.
        if (line === undefined) continue;
        const fields = Object.fromEntries(PERSON_COLUMNS.map((column) => [column, person[column] ?? '']));
        doubt({ line, fields: fields as Record<PersonColumn, string> }, reason);
      }
    },
    stop: async () => 'import it again, rows that are in stay as they are',
    get imported() {
      return changed;
    },
    get notes() {
      if (reshaped === 0) return [];
      const names = reshaped === 1 ? '1 name was' : `${reshaped} names were`;
      return [
        `${names} brought into shape: blanks around it dropped, composed characters joined (NFC), characters of old fonts made what they mean`,
      ];
    },
  };
}

/** A person of the file, and what smells of them; the error is why they are not taken. */
function checkPerson(
  row: TextRow<PersonColumn>,
  bounds: PersonBounds | undefined,
  seen: ReadonlyMap<string, number>,
): Result<{ readonly value: PersonRow; readonly doubts: readonly string[] }, string> {
  if (bounds === undefined) throw new TypeError('begin comes first');
  const person = parsePersonRow(row.fields);
  if (!person.ok) return person;
  const before = seen.get(person.value.id_number);
  if (before !== undefined) return err(`id_number: the same as in line ${before}`);
  const doubts = plausible(person.value, bounds);
  return doubts.ok ? ok({ value: person.value, doubts: doubts.value }) : doubts;
}
