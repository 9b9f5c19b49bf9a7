import type { Insertable, Transaction } from 'kysely';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type { Signed } from '../../../shared/records/envelope.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import type { Schema } from '../store/schema.ts';
import type { ConflictTable } from './tables.ts';
import type { Arrival, IntakeSite } from './handler.ts';
import type { NumberFault } from './numbers.ts';
import { CONFLICTS } from './tables.ts';

/** A well-signed record that is not taken, kept as evidence, and the alarm that its first coming raises. */
export interface Contradiction {
  readonly row: Insertable<ConflictTable>;
  readonly event: CountyEvent;
}

/** A record under a key, or a number, of a stored one. */
export function conflict(
  county: string,
  signed: Signed,
  number: string,
  arrival: Arrival,
  kind: Contradiction['row']['kind'],
): Contradiction {
  const row = contradictionRow(county, signed, number, arrival, kind);
  return { row, event: { event: 'record-conflict', details: { ...placeOf(signed, number), kind } } };
}

/** A record under a number that is not its own. */
export function foreignNumber(
  county: string,
  signed: Signed,
  number: string,
  arrival: Arrival,
  fault: NumberFault,
): Contradiction {
  const row = contradictionRow(county, signed, number, arrival, 'certificate');
  return {
    row,
    event: { event: 'certificate-number-wrong', details: { ...placeOf(signed, number), fault } },
  };
}

function contradictionRow(
  county: string,
  { record, hash }: Signed,
  number: string,
  arrival: Arrival,
  kind: Contradiction['row']['kind'],
): Contradiction['row'] {
  return {
    county,
    terminal: record.terminal,
    epoch: record.epoch,
    sequence: record.sequence,
    record_hash: hash,
    kind,
    certificate_no: number,
    record: canonicalize(record),
    received_at: arrival.receivedAt,
  };
}

function placeOf({ record, hash }: Signed, certificateNo: string) {
  const { terminal, epoch, sequence } = record;
  return { terminal, epoch, sequence, recordHash: hash, certificateNo };
}

/** Alarms of those that were not known yet: a repeated contradiction raises no second one. */
export async function storeContradictions(
  tx: Transaction<Schema>,
  { crypto }: IntakeSite,
  contradictions: readonly Contradiction[],
): Promise<readonly CountyEvent[]> {
  if (contradictions.length === 0) return [];
  const digest = rowDigests(crypto, CONFLICTS);
  const once = new Map(contradictions.map((one) => [rowKey(one.row), one]));
  const stored = await tx
    .insertInto('conflicts')
    .values([...once.values()].map(({ row }) => row))
    .onConflict((at) => at.columns(['county', 'terminal', 'epoch', 'sequence', 'record_hash']).doNothing())
    .returning(['terminal', 'epoch', 'sequence', 'record_hash'])
    .execute();
  const first = new Set(stored.map(rowKey));
  return [...once].flatMap(([key, { event, row }]) =>
    first.has(key) ? [{ ...event, details: { ...event.details, sealed: digest(row) } }] : [],
  );
}

function rowKey(row: Pick<Contradiction['row'], 'terminal' | 'epoch' | 'sequence' | 'record_hash'>): string {
  return `${row.terminal}/${row.epoch}/${row.sequence}/${row.record_hash}`;
}
