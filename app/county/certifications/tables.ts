import type { Certification } from '../../../shared/records/certification.ts';
import type { SealedTableOf } from '../audit/seal/columns.ts';
import type { Flag, Once } from '../store/schema.ts';

declare module '../store/schema.ts' {
  interface Schema {
    certifications: CertificationTable;
    decisions: DecisionTable;
  }
}

/** 资格认证: one row per well-signed record. Key: county + certificate_no. */
export interface CertificationTable {
  county: string;
  /** The record's; of one that had occupied another terminal's number, that number, `/` and its own terminal. */
  certificate_no: string;
  /** With epoch and sequence the idempotency key, unique. */
  terminal: Once<string>;
  epoch: Once<string>;
  sequence: Once<number>;
  record_hash: Once<string>;
  signature: Once<string>;
  /** The record as signed, canonical JSON: the evidence. */
  record: Once<string>;
  id_number: Once<string>;
  /** As on the card; empty when the number was typed. */
  name: Once<string>;
  method: Once<Certification['method'] | 'data'>;
  demo: Once<Flag>;
  /** Terminal's wall clock, ms. */
  occurred_at: Once<number>;
  received_at: Once<number>;
  clock_skewed: Once<Flag>;
  /** Month that the certification counts from. */
  counted_month: Once<string>;
  /** Answer that was given first and is given again: JSON of the outcome. */
  first_answer: Once<string>;
  /** Present decision; its history is in `decisions`. */
  decision: Decision;
  reason: string | null;
  /** Null unless accepted. */
  valid_through: string | null;
  resumption_proposed: Flag;
  decided_at: number;
  /** `rule` for the automatic decision, otherwise the officer. */
  decided_by: string;
}

export type Decision = 'accepted' | 'submitted' | 'refused';

/** Every decision on a certification, appended only. Key: county + certificate_no + number. */
export interface DecisionTable {
  county: string;
  /** Changes only with its certification's, when a number goes back to its owner. */
  certificate_no: string;
  /** 1 is the automatic one. */
  number: Once<number>;
  decision: Once<Decision>;
  reason: Once<string | null>;
  operator: Once<string>;
  decided_at: Once<number>;
  valid_through: Once<string | null>;
}

export const CERTIFICATIONS: SealedTableOf<'certifications'> = {
  name: 'certifications',
  since: 1,
  found: [],
  columns: {
    county: 'key',
    certificate_no: 'key',
    terminal: 'sealed',
    epoch: 'sealed',
    sequence: 'sealed',
    record_hash: 'sealed',
    signature: 'sealed',
    record: 'sealed',
    id_number: 'sealed',
    name: 'sealed',
    method: 'sealed',
    demo: 'sealed',
    occurred_at: 'sealed',
    received_at: 'sealed',
    clock_skewed: 'sealed',
    counted_month: 'sealed',
    first_answer: 'sealed',
    decision: 'sealed',
    reason: 'sealed',
    valid_through: 'sealed',
    resumption_proposed: 'sealed',
    decided_at: 'sealed',
    decided_by: 'sealed',
  },
};

export const DECISIONS: SealedTableOf<'decisions'> = {
  name: 'decisions',
  since: 1,
  found: [],
  columns: {
    county: 'key',
    certificate_no: 'key',
    number: 'key',
    decision: 'sealed',
    reason: 'sealed',
    operator: 'sealed',
    decided_at: 'sealed',
    valid_through: 'sealed',
  },
};
