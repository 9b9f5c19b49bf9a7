import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { CountyEvent } from '../audit/append.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../store/dialect.ts';
import type { CountyTable, Schema } from '../store/schema.ts';

/** The county that owns a database. */
export interface County {
  /** 6 digits. */
  readonly code: string;
  readonly name: string;
  readonly policyPack: string;
  readonly counter: string;
  readonly nearest: string;
  /** Signs answers and papers. */
  readonly signer: Signer;
  /** HMAC key, base64; see `personHandle`. */
  readonly handleKey: string;
}

/** What `init` sets. */
export interface CountyDescription {
  readonly code: string;
  readonly name: string;
  readonly policyPack: string;
}

/** Synthetic: area codes 99xxxx belong to no place. */
export const DEFAULT_COUNTY: CountyDescription = {
  code: '990101',
  name: '柏坪县',
  policyPack: 'national-2014',
};

const DEFAULT_COUNTER = '3号窗口';
const DEFAULT_NEAREST = '县社保大厅人工窗口';

/** Where randomness, time and keys come from. */
export interface Means {
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  readonly engine: Engine;
}

export async function readCounty(
  db: Kysely<Schema>,
  crypto: CryptoProvider,
): Promise<{ readonly county: County; readonly provisional: boolean } | undefined> {
  const row = await db.selectFrom('counties').selectAll().orderBy('created_at').limit(1).executeTakeFirst();
  if (row === undefined) return undefined;
  const county: County = {
    code: row.county,
    name: row.name,
    policyPack: row.policy_pack,
    counter: row.counter,
    nearest: row.nearest,
    signer: crypto.signer(row.private_key),
    handleKey: row.handle_key,
  };
  return { county, provisional: row.provisional === 1 };
}

/** What the audit chain tells of a county's profile and keys; of the secret ones, digests. */
export function countyEvent(
  event: 'county-created' | 'county-changed',
  row: Selectable<CountyTable>,
  crypto: CryptoProvider,
): CountyEvent {
  return {
    event,
    details: {
      name: row.name,
      policyPack: row.policy_pack,
      counter: row.counter,
      nearest: row.nearest,
      publicKey: row.public_key,
      handleKey: keyDigest(crypto, row.handle_key),
      provisional: row.provisional === 1,
      createdAt: row.created_at,
    },
  };
}

export function keyDigest(crypto: CryptoProvider, key: string): string {
  return crypto.sha256(new TextEncoder().encode(`songbai.key.v1\0${key}`));
}

/** A new county with fresh keys. Does nothing when another process was quicker with the same code. */
export async function createCounty(
  db: Transaction<Schema>,
  means: Means,
  description: CountyDescription,
  provisional: boolean,
): Promise<void> {
  const { signer, privateKey } = means.crypto.generateKey();
  const created = await db
    .insertInto('counties')
    .values({
      county: description.code,
      name: description.name,
      policy_pack: description.policyPack,
      counter: DEFAULT_COUNTER,
      nearest: DEFAULT_NEAREST,
      public_key: signer.publicKey,
      private_key: privateKey,
      handle_key: Buffer.from(means.random.bytes(32)).toString('base64'),
      provisional: provisional ? 1 : 0,
      created_at: means.clock.now(),
    })
    .onConflict((conflict) => conflict.column('county').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (created === undefined) return;
  const site = { ...means, county: { code: description.code } };
  await appendAudit(db, site, countyEvent('county-created', created, means.crypto));
}

/**
 * `county init`: names the county of an empty database, or renames the one that is there and sets its
 * pack. A database that already serves people or terminals keeps its code: it is part of every key.
 */
export async function initCounty(
  db: Kysely<Schema>,
  means: Means,
  description: CountyDescription,
): Promise<Result<'created' | 'changed', string>> {
  return await db.transaction().execute(async (step) => {
    const present = await readCounty(step, means.crypto);
    if (present?.county.code === description.code) {
      const changed = await step
        .updateTable('counties')
        .set({ name: description.name, policy_pack: description.policyPack, provisional: 0 })
        .where('county', '=', description.code)
        .returningAll()
        .executeTakeFirstOrThrow();
      const site = { ...means, county: { code: description.code } };
      await appendAudit(step, site, countyEvent('county-changed', changed, means.crypto));
      return ok('changed');
    }
    if (present !== undefined) {
      if (!present.provisional || (await inUse(step)))
        return err(
          `this database belongs to county ${present.county.code} ${present.county.name} already; use another --db for ${description.code}`,
        );
      for (const table of ['counties', 'audit', 'audit_head'] as const)
        await step.deleteFrom(table).where('county', '=', present.county.code).execute();
    }
    await createCounty(step, means, description, false);
    return ok('created');
  });
}

/** Anything happened beyond the county's own creation, here or by a migration. */
async function inUse(db: Kysely<Schema>): Promise<boolean> {
  for (const table of ['persons', 'terminals', 'enrolment_codes'] as const) {
    const row = await db.selectFrom(table).select('county').limit(1).executeTakeFirst();
    if (row !== undefined) return true;
  }
  const more = await db
    .selectFrom('audit')
    .select('county')
    .where('event', 'not in', ['county-created', 'county-changed', 'state-sealed'])
    .limit(1)
    .executeTakeFirst();
  return more !== undefined;
}
