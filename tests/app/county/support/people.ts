import { appendBehind, lockChain } from '../../../../app/county/audit/chain/append.ts';
import { personWriter } from '../../../../app/county/persons/upsert-persons.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import type { PersonTable } from '../../../../app/county/persons/tables.ts';

/** People come in by the door that imports use, with their event: the audit knows them. */
export async function enterPeople(store: CountyStore, ...people: readonly PersonTable[]): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const head = await lockChain(tx, store);
    const details = await personWriter(store).write(tx, head, people);
    await appendBehind(tx, store, head, [{ event: 'persons-imported', details: { ...details } }]);
  });
}
