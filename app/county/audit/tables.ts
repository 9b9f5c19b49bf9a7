import type { Once } from '../store/schema.ts';
import type { Table } from '../store/table.ts';
import { SEALS_SINCE } from './seal/pages.ts';

declare module '../store/schema.ts' {
  interface Schema {
    audit: AuditTable;
    audit_head: AuditHeadTable;
    seals: SealTable;
  }
}

/** Hash-chained events without personal data. Key: county + sequence. */
interface AuditTable {
  county: string;
  sequence: Once<number>;
  at: Once<number>;
  event: Once<string>;
  details: Once<string>;
  previous: Once<string>;
  hash: Once<string>;
}

/** Last row of the audit chain; its row lock puts writers in order. Key: county + id. */
interface AuditHeadTable {
  county: string;
  id: 1;
  sequence: number;
  hash: string;
}

/**
 * Digests of rows as they were written, in pages that an event of the chain covers. Appended only; those of
 * an open run may go with it. Key: county + kind + number + subject + page.
 */
interface SealTable {
  county: string;
  /** What `number` counts: rows of the audit chain, or runs. */
  kind: Once<'event' | 'run'>;
  number: Once<number>;
  /** Name of the table. */
  subject: Once<string>;
  page: Once<number>;
  /** JSON: `[[length of key, …key, digest, …what may change], …]`. */
  entries: Once<string>;
}

export const AUDIT_TABLES = [
  { name: 'audit', since: 1 },
  { name: 'audit_head', since: 1 },
  {
    name: 'seals',
    since: SEALS_SINCE,
    guard: {
      why: 'seals are append-only',
      stay: `not (old.kind = 'run' and exists (select 1 from runs where county = old.county and run = old.number and state = 'open'))`,
      routine: 'seals_append_only',
    },
  },
] as const satisfies readonly Table[];
