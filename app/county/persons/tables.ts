import type { PersonStatus } from '../../../shared/records/refusal.ts';
import type { SealedTableOf } from '../audit/seal/columns.ts';
import type { Flag, Once } from '../store/schema.ts';
import type { Table } from '../store/table.ts';

declare module '../store/schema.ts' {
  interface Schema {
    persons: PersonTable;
    lookups: LookupTable;
    lookup_head: LookupHeadTable;
  }
}

/** 参保人员. Key: county + id_number. */
export interface PersonTable {
  county: string;
  id_number: string;
  /** HMAC of the ID number; what terminals ask by. Unique in the county. */
  handle: string;
  name: string;
  household: 'rural' | 'urban';
  /** 12 digits: county 6, township 3, village 3. Need not begin with `county` (moved boundaries). */
  area_code: string;
  /** Empty when unknown. */
  phone: string;
  status: PersonStatus;
  special_group: '' | 'severe-disability' | 'dibao' | 'youfu';
  /** 社会保障号 / card number; empty when there is no card. */
  ssc_number: string;
  bank_account: string;
  /** First month of benefit; null while contributing. */
  benefit_start: string | null;
  /** Last month in which the latest accepted certification holds. Never moves back. */
  certified_through: string | null;
}

/** Questions for persons that were answered, appended only; rule in `persons/lookup-trace.ts`. Key: county + number. */
interface LookupTable {
  county: string;
  /** 1, 2, 3 … without a gap. */
  number: Once<number>;
  at: Once<number>;
  terminal: Once<string>;
  /** HMAC of the ID number that was asked for. */
  handle: Once<string>;
  /** 1 when the county has the number. */
  found: Once<Flag>;
  hash: Once<string>;
}

/** Last row of the lookups, and the last that the audit chain covers. Key: county. */
interface LookupHeadTable {
  county: string;
  number: number;
  hash: string;
  sealed: number;
}

export const PERSONS: SealedTableOf<'persons'> = {
  name: 'persons',
  since: 1,
  found: ['certified_through'],
  columns: {
    county: 'key',
    id_number: 'key',
    handle: 'sealed',
    name: 'sealed',
    household: 'sealed',
    area_code: 'sealed',
    phone: 'sealed',
    status: 'sealed',
    special_group: 'sealed',
    ssc_number: 'sealed',
    bank_account: 'sealed',
    benefit_start: 'sealed',
    certified_through: 'told: the latest month of imports and of accepted certifications',
  },
};

export const LOOKUPS = {
  name: 'lookups',
  since: 4,
  guard: { why: 'lookups are append-only', routine: 'lookups_append_only' },
} as const satisfies Table;

export const LOOKUP_HEAD = { name: 'lookup_head', since: 4 } as const satisfies Table;
