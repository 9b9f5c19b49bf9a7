import type { Transaction } from 'kysely';
import type { CountyEvent } from '../audit/chain/append.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import type { Squatter } from '../records/handler.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import { CERTIFICATIONS, DECISIONS } from './tables.ts';

/** Where a squatter's row goes: no certificate number looks like that, so it is in nobody's way. */
export function asideOf({ certificateNo, terminal }: Squatter): string {
  return `${certificateNo}/${terminal}`;
}

/**
 * Gives a number back to its owner: the row that occupied it, with its decisions, is kept whole under another
 * key. The event, which the caller leaves, carries the digests of the rows as they stand now.
 */
export async function moveAside(
  tx: Transaction<Schema>,
  { county, crypto }: Pick<CountyStore, 'county' | 'crypto'>,
  squatter: Squatter,
): Promise<CountyEvent> {
  const movedTo = asideOf(squatter);
  const moved = await tx
    .updateTable('certifications')
    .set({ certificate_no: movedTo })
    .where('county', '=', county.code)
    .where('certificate_no', '=', squatter.certificateNo)
    .returningAll()
    .executeTakeFirstOrThrow();
  const decisions = await tx
    .updateTable('decisions')
    .set({ certificate_no: movedTo })
    .where('county', '=', county.code)
    .where('certificate_no', '=', squatter.certificateNo)
    .returningAll()
    .execute();
  const digest = rowDigests(crypto, DECISIONS);
  return {
    event: 'certificate-number-reclaimed',
    details: {
      ...squatter,
      movedTo,
      sealed: rowDigests(crypto, CERTIFICATIONS)(moved),
      ...Object.fromEntries(decisions.map((row) => [`verdict${row.number}`, digest(row)])),
    },
  };
}
