import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Signed } from '../../../shared/records/envelope.ts';
import type { RecordedAnswer } from '../../../shared/records/kind.ts';
import { numberOf } from '../../../shared/records/kind.ts';
import type { Schema } from '../store/schema.ts';
import type { RecordHandler, RecordHandlers } from './handler.ts';

/** The column of a table of envelopes that holds the record's number. */
export const NUMBERS = { certifications: 'certificate_no', records: 'number' } as const;

/** What is already there under a record's key or number. */
export interface Stored {
  readonly key: string;
  readonly terminal: string;
  readonly hash: string;
  /** 编号 */
  readonly number: string;
  readonly table: RecordHandler['table'];
  readonly answer: RecordedAnswer;
}

/** By key (`keyOf`), and by number. */
export interface Known {
  readonly byKey: Map<string, Stored>;
  readonly byNumber: Map<string, Stored>;
}

export function keyOf({ record }: Signed): string {
  return keyText(record.terminal, record.epoch, record.sequence);
}

/** Epochs are hex, so the first `/` from the right cannot be theirs. */
function keyText(terminal: string, epoch: string, sequence: number): string {
  return `${terminal}/${epoch}/${sequence}`;
}

export function remember(known: Known, stored: Stored): void {
  known.byKey.set(stored.key, stored);
  known.byNumber.set(stored.number, stored);
}

/**
 * What stands under the keys and numbers of `batch`: one statement for each table that holds envelopes, however
 * many terminals and records there are. A row found is told as one text, because a scalar subquery is the one form that both engines take row
 * by row to the key, whatever they know or guess of the table; joined to a list, PostgreSQL reads a table
 * without statistics whole, and so does SQLite for `(…) in (values …)`.
 */
export async function findStored(
  tx: Transaction<Schema>,
  county: string,
  handlers: RecordHandlers,
  batch: readonly Signed[],
): Promise<Known> {
  const known: Known = { byKey: new Map(), byNumber: new Map() };
  // The cast says what kind of number it is: to PostgreSQL a bare parameter in a list is text. Both engines
  // name the columns of a VALUES list column1, column2 …
  const looks = sql.join(
    batch.map(({ record: { terminal, epoch, sequence, body } }) => {
      const kind = handlers[body.kind]?.shared;
      const number = kind === undefined ? '' : numberOf(kind, body);
      return sql`(${terminal}, ${epoch}, cast(${sequence} as bigint), ${number})`;
    }),
  );
  const tables = new Set(Object.values(handlers).map(({ table }) => table));
  for (const table of tables) {
    const row = sql`select r.terminal || ' ' || r.epoch || ' ' || r.sequence || ' ' || r.record_hash || ' '
      || ${sql.ref(`r.${NUMBERS[table]}`)} || ' ' || r.first_answer
      from ${sql.table(table)} as r where r.county = ${county}`;
    const { rows } = await sql<{ by_key: string | null; by_number: string | null }>`
      select
        (${row} and r.terminal = looks.column1 and r.epoch = looks.column2 and r.sequence = looks.column3)
          as by_key,
        (${row} and ${sql.ref(`r.${NUMBERS[table]}`)} = looks.column4) as by_number
      from (values ${looks}) as looks
    `.execute(tx);
    for (const text of new Set(rows.flatMap(({ by_key, by_number }) => [by_key, by_number])))
      if (text !== null) remember(known, readStored(table, text));
  }
  return known;
}

function readStored(table: Stored['table'], text: string): Stored {
  const [terminal = '', epoch = '', sequence = '', hash = '', number = '', ...answer] = text.split(' ');
  return {
    key: keyText(terminal, epoch, Number(sequence)),
    terminal,
    hash,
    number,
    table,
    answer: JSON.parse(answer.join(' ')) as RecordedAnswer,
  };
}
