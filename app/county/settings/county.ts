import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { appendAudit } from '../audit/chain/append.ts';
import type { CountyKeys, KeyVault, VaultProblem } from '../keys/vault.ts';
import type { County } from '../store/county-store.ts';
import type { Engine } from '../store/dialect.ts';
import type { Schema } from '../store/schema.ts';
import type { CountyTable } from './tables.ts';

/** What `init` sets. */
export interface CountyDescription {
  readonly code: string;
  readonly name: string;
  readonly policyPack: string;
  /** Where people are sent to, unit and all: `3号窗口`. Without it the present one stays. */
  readonly counter?: string | undefined;
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
  readonly vault: KeyVault;
  readonly engine: Engine;
}

/** The vault does not give what is asked of it; `message` is one line. */
export class VaultError extends Error {
  override readonly name = 'VaultError';

  constructor(problem: VaultProblem) {
    super(problem.message);
  }
}

/** The county of a database as it was read. */
interface Owner {
  readonly county: County;
  readonly provisional: boolean;
  /** Opened once: a passphrase is slow to try. */
  keys(): Result<CountyKeys, VaultProblem>;
}

export async function readCounty(db: Kysely<Schema>, vault: KeyVault): Promise<Owner | undefined> {
  const row = await db.selectFrom('counties').selectAll().orderBy('created_at').limit(1).executeTakeFirst();
  if (row === undefined) return undefined;
  let opened: Result<CountyKeys, VaultProblem> | undefined;
  const keys = (): Result<CountyKeys, VaultProblem> => {
    if (opened?.ok !== true) opened = vault.open({ county: row.county, publicKey: row.public_key });
    return opened;
  };
  const county: County = {
    code: row.county,
    name: row.name,
    policyPack: row.policy_pack,
    counter: row.counter,
    nearest: row.nearest,
    signer: { publicKey: row.public_key, sign: (bytes) => given(keys()).signer.sign(bytes) },
    get handleKey() {
      return given(keys()).handleKey;
    },
  };
  return { county, provisional: row.provisional === 1, keys };
}

function given(keys: Result<CountyKeys, VaultProblem>): CountyKeys {
  if (!keys.ok) throw new VaultError(keys.error);
  return keys.value;
}

/** What the audit chain tells of a county's profile; its keys by the public one, which guards the others. */
export function countyEvent(
  event: 'county-created' | 'county-changed',
  row: Selectable<CountyTable>,
): CountyEvent {
  return {
    event,
    details: {
      name: row.name,
      policyPack: row.policy_pack,
      counter: row.counter,
      nearest: row.nearest,
      publicKey: row.public_key,
      provisional: row.provisional === 1,
      createdAt: row.created_at,
    },
  };
}

/**
 * A new county with fresh keys: on disk in the vault first, then named in the row, so that no row is ever
 * without its key. Does nothing when another process was quicker with the same code.
 */
export async function createCounty(
  db: Transaction<Schema>,
  means: Means,
  description: CountyDescription,
  provisional: boolean,
): Promise<void> {
  const { signer } = given(means.vault.make(description.code));
  const created = await db
    .insertInto('counties')
    .values({
      county: description.code,
      name: description.name,
      policy_pack: description.policyPack,
      counter: description.counter ?? DEFAULT_COUNTER,
      nearest: DEFAULT_NEAREST,
      public_key: signer.publicKey,
      private_key: '',
      handle_key: '',
      provisional: provisional ? 1 : 0,
      created_at: means.clock.now(),
    })
    .onConflict((conflict) => conflict.column('county').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (created === undefined) return;
  const site = { ...means, county: { code: description.code } };
  await appendAudit(db, site, countyEvent('county-created', created));
}

/**
 * `county init`: names the county of an empty database, or renames the one that is there and sets its
 * pack. A database that already serves people or terminals keeps its code: it is part of every key. In the
 * caller's transaction, in which nobody else sets the database up.
 */
export async function initCounty(
  step: Transaction<Schema>,
  means: Means,
  description: CountyDescription,
): Promise<Result<'created' | 'changed', string>> {
  const present = await readCounty(step, means.vault);
  if (present?.county.code === description.code) {
    const changed = await step
      .updateTable('counties')
      .set({
        name: description.name,
        policy_pack: description.policyPack,
        provisional: 0,
        ...(description.counter === undefined ? {} : { counter: description.counter }),
      })
      .where('county', '=', description.code)
      .returningAll()
      .executeTakeFirstOrThrow();
    const site = { ...means, county: { code: description.code } };
    await appendAudit(step, site, countyEvent('county-changed', changed));
    return ok('changed');
  }
  if (present !== undefined) {
    const { code, name } = present.county;
    // Whoever is about to write for this county holds one of the two rows (`lockChain`): waits, then looks.
    await step
      .updateTable('counties')
      .set({ provisional: present.provisional ? 1 : 0 })
      .where('county', '=', code)
      .execute();
    await step.updateTable('audit_head').set({ id: 1 }).where('county', '=', code).execute();
    if (!present.provisional || (await inUse(step)))
      return err(
        `this database belongs to county ${code} ${name} already; use another --db for ${description.code}`,
      );
    for (const table of ['counties', 'audit', 'audit_head'] as const)
      await step.deleteFrom(table).where('county', '=', code).execute();
  }
  await createCounty(step, means, description, false);
  return ok('created');
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
