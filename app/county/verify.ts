import type { Kysely } from 'kysely';
import type { Anchor } from '../../shared/audit/anchors.ts';
import type { Verification } from '../../shared/audit/evidence.ts';
import type { CryptoProvider } from '../../shared/protocol/crypto.ts';
import { replayCounties } from './audit/replay/verify.ts';
import { COUNTY } from './domains.ts';
import type { Schema } from './store/schema.ts';

/** 重放核对 of every domain. `anchors` is what was noted elsewhere of the chain. Only reads. */
export async function verifyCounty(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
  anchors: readonly Anchor[] = [],
): Promise<Verification> {
  return await replayCounties(db, crypto, COUNTY, anchors);
}
