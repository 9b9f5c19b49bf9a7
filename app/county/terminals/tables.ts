import type { SealedTableOf } from '../audit/seal/columns.ts';
import type { Once } from '../store/schema.ts';

declare module '../store/schema.ts' {
  interface Schema {
    enrolment_codes: EnrolmentCodeTable;
    terminals: TerminalTable;
  }
}

/** One-time enrolment codes; the code itself is not kept. Key: county + lookup. */
interface EnrolmentCodeTable {
  county: string;
  lookup: string;
  code_key: string;
  terminal_name: string;
  created_at: Once<number>;
  expires_at: number;
  used_at: number | null;
  /** Terminal that used it. */
  terminal: string | null;
}

/** Key: county + terminal. */
export interface TerminalTable {
  county: string;
  terminal: string;
  /** 1 … 9999, never given twice. */
  number: number;
  name: string;
  public_key: string;
  software: string;
  enrolled_at: Once<number>;
  revoked_at: number | null;
  /** From here on the last heartbeat; null before the first. */
  seen_at: number | null;
  epoch: string | null;
  sequence: number | null;
  queued: number | null;
  parked: number | null;
  /** Terminal clock minus county clock, ms. */
  clock_ahead_ms: number | null;
  /** JSON: `[{device, status}]`. */
  devices: string | null;
  /** Head of the terminal's own audit chain, the epoch that it belongs to, and when the terminal said so (its clock). */
  audit_sequence: number | null;
  audit_hash: string | null;
  audit_epoch: string | null;
  audit_said_at: number | null;
  /** Head of the county's chain as this terminal last heard it. */
  heard_sequence: number | null;
  heard_hash: string | null;
}

export const ENROLMENT_CODES: SealedTableOf<'enrolment_codes'> = {
  name: 'enrolment_codes',
  since: 1,
  found: ['used_at', 'terminal'],
  columns: {
    county: 'key',
    lookup: 'key',
    code_key: 'sealed',
    terminal_name: 'sealed',
    created_at: 'sealed',
    expires_at: 'sealed',
    used_at: 'told: by the enrolment',
    terminal: 'told: by the enrolment',
  },
};

/** The schema's version in which terminals began to say where audit chains end. */
export const HEADS_SINCE = 5;

const FREE_STANDING = 'free: what the terminal said last of itself; the next heartbeat says it anew';

export const TERMINALS: SealedTableOf<'terminals'> = {
  name: 'terminals',
  since: 1,
  found: ['revoked_at'],
  columns: {
    county: 'key',
    terminal: 'key',
    number: 'sealed',
    name: 'sealed',
    public_key: 'sealed',
    software: 'free: the version that the terminal says it runs; heartbeats change it',
    enrolled_at: 'sealed',
    revoked_at: 'told: by the revocation',
    seen_at: FREE_STANDING,
    epoch: FREE_STANDING,
    sequence: FREE_STANDING,
    queued: FREE_STANDING,
    parked: FREE_STANDING,
    clock_ahead_ms: FREE_STANDING,
    devices: FREE_STANDING,
    audit_sequence: FREE_STANDING,
    audit_hash: FREE_STANDING,
    audit_epoch: FREE_STANDING,
    audit_said_at: FREE_STANDING,
    heard_sequence: 'told: a row of this very chain',
    heard_hash: 'told: a row of this very chain',
  },
};
