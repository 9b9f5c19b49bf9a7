import type { SealedTableOf } from '../audit/seal/columns.ts';
import type { Once } from '../store/schema.ts';

declare module '../store/schema.ts' {
  interface Schema {
    records: RecordTable;
    conflicts: ConflictTable;
  }
}

/** Records of the kinds that keep no table of their own, appended only. Key: county + terminal + epoch + sequence. */
interface RecordTable {
  county: string;
  terminal: Once<string>;
  epoch: Once<string>;
  sequence: Once<number>;
  /** As in `shared/records`. */
  kind: Once<string>;
  /** 编号, unique in the county among these. */
  number: Once<string>;
  record_hash: Once<string>;
  signature: Once<string>;
  /** The record as signed, canonical JSON: the evidence. */
  record: Once<string>;
  /** Terminal's wall clock, ms. */
  occurred_at: Once<number>;
  received_at: Once<number>;
  /** Answer that was given first and is given again: JSON. */
  first_answer: Once<string>;
}

/** Well-signed records that contradict a stored one or carry a number that is not theirs. Key: county + terminal + epoch + sequence + hash. */
export interface ConflictTable {
  county: string;
  terminal: Once<string>;
  epoch: Once<string>;
  sequence: Once<number>;
  record_hash: Once<string>;
  /** `key`: same key, other hash; `certificate`: a certificate number that is another record's or not its own. */
  kind: Once<'key' | 'certificate'>;
  certificate_no: Once<string>;
  record: Once<string>;
  received_at: Once<number>;
}

export const RECORDS: SealedTableOf<'records'> = {
  name: 'records',
  since: 6,
  guard: { why: 'records are append-only', routine: 'records_append_only' },
  columns: {
    county: 'key',
    terminal: 'key',
    epoch: 'key',
    sequence: 'key',
    kind: 'sealed',
    number: 'sealed',
    record_hash: 'sealed',
    signature: 'sealed',
    record: 'sealed',
    occurred_at: 'sealed',
    received_at: 'sealed',
    first_answer: 'sealed',
  },
};

export const CONFLICTS: SealedTableOf<'conflicts'> = {
  name: 'conflicts',
  since: 1,
  found: [],
  columns: {
    county: 'key',
    terminal: 'key',
    epoch: 'key',
    sequence: 'key',
    record_hash: 'key',
    kind: 'sealed',
    certificate_no: 'sealed',
    record: 'sealed',
    received_at: 'sealed',
  },
};
