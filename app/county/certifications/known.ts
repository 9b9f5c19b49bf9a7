import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { numbersOf, tidyIdNumber } from '../../../shared/identity/id-number.ts';
import type { CertificationAnswer } from '../../../shared/records/certification.ts';
import type { SignedRecord } from '../../../shared/records/kinds.ts';
import type { Schema } from '../store/schema.ts';
import type { Listed } from './evidence.ts';

/** What is already there under a record's key or certificate number. */
export interface Stored {
  readonly key: string;
  readonly terminal: string;
  readonly hash: string;
  readonly certificateNo: string;
  readonly outcome: CertificationAnswer;
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

/**
 * What stands under the keys and numbers of `batch`: one statement, however many terminals and records there
 * are. A row found is told as one text, because a scalar subquery is the one form that both engines take row
 * by row to the key, whatever they know or guess of the table; joined to a list, PostgreSQL reads a table
 * without statistics whole, and so does SQLite for `(…) in (values …)`.
 */
export async function findStored(
  tx: Transaction<Schema>,
  county: string,
  batch: readonly SignedRecord[],
): Promise<Known> {
  const known: Known = { byKey: new Map(), byCertificate: new Map() };
  // The cast says what kind of number it is: to PostgreSQL a bare parameter in a list is text. Both engines
  // name the columns of a VALUES list column1, column2 …
  const looks = sql.join(
    batch.map(
      ({ record: { terminal, epoch, sequence, body } }) =>
        sql`(${terminal}, ${epoch}, cast(${sequence} as bigint), ${body.certificateNo})`,
    ),
  );
  const row = sql`select c.terminal || ' ' || c.epoch || ' ' || c.sequence || ' ' || c.record_hash || ' '
    || c.certificate_no || ' ' || c.first_answer from certifications as c where c.county = ${county}`;
  const { rows } = await sql<{ by_key: string | null; by_number: string | null }>`
    select
      (${row} and c.terminal = looks.column1 and c.epoch = looks.column2 and c.sequence = looks.column3)
        as by_key,
      (${row} and c.certificate_no = looks.column4) as by_number
    from (values ${looks}) as looks
  `.execute(tx);
  for (const text of new Set(rows.flatMap(({ by_key, by_number }) => [by_key, by_number])))
    if (text !== null) remember(known, readStored(text));
  return known;
}

function readStored(text: string): Stored {
  const [terminal = '', epoch = '', sequence = '', hash = '', certificateNo = '', ...answer] =
    text.split(' ');
  return {
    key: keyText(terminal, epoch, Number(sequence)),
    terminal,
    hash,
    certificateNo,
    outcome: JSON.parse(answer.join(' ')) as CertificationAnswer,
  };
}

/** The people that the records name, certified and witnesses, by tidied number. */
export async function findListed(
  tx: Transaction<Schema>,
  county: string,
  batch: readonly SignedRecord[],
): Promise<ReadonlyMap<string, Listed>> {
  const numbers = batch.flatMap(({ record: { body } }) => [
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
