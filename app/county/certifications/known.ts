import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { tidyIdNumber } from '../../../shared/identity/id-number.ts';
import type { SignedRecord } from '../../../shared/protocol/records.ts';
import type { Schema } from '../store/schema.ts';
import type { Recorded } from './decide.ts';
import type { Listed } from './evidence.ts';

/** What is already there under a record's key or certificate number. */
export interface Stored {
  readonly key: string;
  readonly terminal: string;
  readonly hash: string;
  readonly certificateNo: string;
  readonly outcome: Recorded;
}

/** By key (`keyOf`), and by certificate number. */
export interface Known {
  readonly byKey: Map<string, Stored>;
  readonly byCertificate: Map<string, Stored>;
}

export function keyOf({ record }: SignedRecord): string {
  return keyText(record.terminal, record.epoch, record.sequence);
}

/** Epochs are hex, so the first `/` from the right cannot be theirs. */
function keyText(terminal: string, epoch: string, sequence: number): string {
  return `${terminal}/${epoch}/${sequence}`;
}

export function remember(known: Known, stored: Stored): void {
  known.byKey.set(stored.key, stored);
  known.byCertificate.set(stored.certificateNo, stored);
}

/** Two statements, however many terminals and records there are. */
export async function findStored(
  tx: Transaction<Schema>,
  county: string,
  batch: readonly SignedRecord[],
): Promise<Known> {
  const known: Known = { byKey: new Map(), byCertificate: new Map() };
  // The cast says what kind of number it is: to PostgreSQL a bare parameter in a list is text. Both engines
  // name the columns of a VALUES list column1, column2 …; a cross join holds SQLite to looking each key up,
  // which it would not do for `(…) in (values …)`.
  const keys = sql.join(
    [...new Map(batch.map((signed) => [keyOf(signed), signed.record])).values()].map(
      ({ terminal, epoch, sequence }) => sql`(${terminal}, ${epoch}, cast(${sequence} as bigint))`,
    ),
  );
  const numbers = [...new Set(batch.map(({ record }) => record.body.certificateNo))];
  const columns = sql.raw('c.certificate_no, c.terminal, c.epoch, c.sequence, c.record_hash, c.first_answer');
  for (const query of [
    sql<Row>`select ${columns} from (values ${keys}) as keys cross join certifications as c
      where c.county = ${county} and c.terminal = keys.column1 and c.epoch = keys.column2
        and c.sequence = keys.column3`,
    sql<Row>`select ${columns} from certifications as c
      where c.county = ${county} and c.certificate_no in (${sql.join(numbers)})`,
  ]) {
    for (const row of (await query.execute(tx)).rows) {
      remember(known, {
        key: keyText(row.terminal, row.epoch, row.sequence),
        terminal: row.terminal,
        hash: row.record_hash,
        certificateNo: row.certificate_no,
        outcome: JSON.parse(row.first_answer) as Recorded,
      });
    }
  }
  return known;
}

interface Row {
  readonly certificate_no: string;
  readonly terminal: string;
  readonly epoch: string;
  readonly sequence: number;
  readonly record_hash: string;
  readonly first_answer: string;
}

/** The people that the records name, certified and witnesses, by tidied number. */
export async function findListed(
  tx: Transaction<Schema>,
  county: string,
  batch: readonly SignedRecord[],
): Promise<ReadonlyMap<string, Listed>> {
  const numbers = batch.flatMap(({ record: { body } }) => [
    body.idNumber,
    ...(body.witness === undefined ? [] : [body.witness.idNumber]),
  ]);
  const rows = await tx
    .selectFrom('persons')
    .select(['id_number', 'status', 'name', 'phone'])
    .where('county', '=', county)
    .where('id_number', 'in', [...new Set(numbers.map(tidyIdNumber))])
    .execute();
  return new Map(rows.map((row) => [row.id_number, row]));
}
