import type { Flag } from '../store/schema.ts';
import type { Table } from '../store/table.ts';

declare module '../store/schema.ts' {
  interface Schema {
    counties: CountyTable;
  }
}

/** The county that owns this database: its profile and its public key. */
export interface CountyTable {
  county: string;
  name: string;
  /** Policy pack in force, a name under `assets/policies`. */
  policy_pack: string;
  /** Counter that people are sent to, e.g. `3号窗口`. */
  counter: string;
  /** Where else it can be done when the machine cannot. */
  nearest: string;
  /** Ed25519, base64. The private half is in the vault, with the key that turns ID numbers into handles. */
  public_key: string;
  /** Empty. Older releases kept both keys here; opening moves them out (`keys/move-out.ts`). */
  private_key: string;
  handle_key: string;
  /** 1 while it is the synthetic county that an empty database gets; `init` replaces such a one. */
  provisional: Flag;
  created_at: number;
}

export const COUNTIES = { name: 'counties', since: 1 } as const satisfies Table;
