import type { Kysely } from 'kysely';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import type { Engine } from './dialect.ts';
import type { Schema } from './schema.ts';

/** The county that owns a database. */
export interface County {
  /** 6 digits. */
  readonly code: string;
  readonly name: string;
  readonly policyPack: string;
  readonly counter: string;
  readonly nearest: string;
  /** Signs answers and papers. The vault is opened for the first signature: most work needs none. */
  readonly signer: Signer;
  /** HMAC key, base64; see `personHandle`. Opens the vault, too. */
  readonly handleKey: string;
}

/** An open county database with the county that owns it. */
export interface CountyStore {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  /** As it stood when the store was opened. */
  readonly county: County;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  /** Where the county's keys are, for messages. */
  readonly keysIn: string;
  close(): Promise<void>;
}

/** The database cannot be used; `message` is one line that says what, where and what to do. */
export class CountyStoreError extends Error {
  override readonly name = 'CountyStoreError';
  /** Whether the arguments are to blame (exit 2) or the database (exit 1). */
  readonly blame: 'arguments' | 'database';

  constructor(blame: 'arguments' | 'database', message: string) {
    super(message);
    this.blame = blame;
  }
}
