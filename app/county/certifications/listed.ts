import type { Transaction } from 'kysely';
import { numbersOf, tidyIdNumber } from '../../../shared/identity/id-number.ts';
import type { Certification } from '../../../shared/records/certification.ts';
import type { Schema } from '../store/schema.ts';
import type { Listed } from './evidence.ts';

/** The people that the records name, certified and witnesses, by tidied number. */
export async function findListed(
  tx: Transaction<Schema>,
  county: string,
  batch: readonly Certification[],
): Promise<ReadonlyMap<string, Listed>> {
  const numbers = batch.flatMap((body) => [
    ...numbersOf(body),
    ...(body.witness === undefined ? [] : [tidyIdNumber(body.witness.idNumber)]),
  ]);
  const rows = await tx
    .selectFrom('persons')
    .select(['id_number', 'status', 'name', 'phone'])
    .where('county', '=', county)
    .where('id_number', 'in', [...new Set(numbers)])
    .execute();
  return new Map(rows.map((row) => [row.id_number, row]));
}
