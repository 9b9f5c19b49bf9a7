import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import * as seal from '../audit/seal/columns.ts';
import { CERTIFICATIONS, DECISIONS } from './tables.ts';

const TABLES = { certifications: CERTIFICATIONS, decisions: DECISIONS };

/** Digests of the rows of a table of this domain. */
export function rowDigests(crypto: CryptoProvider, table: keyof typeof TABLES): (row: object) => string {
  return seal.rowDigests(crypto, TABLES[table]);
}
