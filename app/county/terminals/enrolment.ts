import type { Random } from '../../../shared/clock/clock.ts';
import type { EnrolAnswer, EnrolRequest } from '../../../shared/protocol/messages.ts';
import {
  CODE_ALPHABET,
  codeKey,
  codeLookup,
  countyProof,
  terminalProof,
} from '../../../shared/protocol/enrolment.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { appendBehind, lockChain } from '../audit/chain/append.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import { ENROLMENT_CODES } from './tables.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Schema } from '../store/schema.ts';

const CODE_LIFE_MS = 24 * 60 * 60 * 1000;
const LAST_NUMBER = 9999;

/** A fresh one-time code `ABCD-EFGH-JKLM` for a terminal of this name. Shown once; only hashes are kept. */
export async function issueCode(store: CountyStore, terminalName: string): Promise<string> {
  const code = Array.from({ length: 12 }, () => letter(store.random)).join('');
  const now = store.clock.now();
  await store.db.transaction().execute(async (tx) => {
    const head = await lockChain(tx, store);
    const row = {
      county: store.county.code,
      lookup: codeLookup(store.crypto, code),
      code_key: codeKey(store.crypto, code),
      terminal_name: terminalName,
      created_at: now,
      expires_at: now + CODE_LIFE_MS,
      used_at: null,
      terminal: null,
    };
    await tx.insertInto('enrolment_codes').values(row).execute();
    const sealed = rowDigests(store.crypto, ENROLMENT_CODES)(row);
    await appendBehind(tx, store, head, [
      { event: 'enrolment-code-issued', details: { name: terminalName, lookup: row.lookup, sealed } },
    ]);
  });
  return [code.slice(0, 4), code.slice(4, 8), code.slice(8)].join('-');
}

function letter(random: Random): string {
  return CODE_ALPHABET[random.below(CODE_ALPHABET.length)] ?? '';
}

export type EnrolmentRefusal =
  /** Unknown, used by another key, too old, or the proof does not fit: the caller is not told which. */
  'bad-code' | 'no-numbers-left';

/** Who the terminal is from now on, and the county's half of the proof. */
export type Enrolled = Pick<EnrolAnswer, 'terminal' | 'terminalNumber' | 'countyKey' | 'proof' | 'handleKey'>;

/**
 * Uses up a code. The same terminal key asking again with the same code while the code lives gets the
 * same answer, so that a lost answer strands nobody; any other key is refused.
 */
export async function enrol(
  store: CountyStore,
  request: EnrolRequest,
): Promise<Result<Enrolled, EnrolmentRefusal>> {
  // Anybody may ask, so nobody holds up the county's writers before the code has proved right.
  if ((await goodCode(store.db, store, request)) === undefined) return err('bad-code');
  return await store.db.transaction().execute(async (tx) => {
    const head = await lockChain(tx, store);
    const now = store.clock.now();
    // Read again under the lock: another terminal may have been quicker.
    const code = await goodCode(tx, store, request);
    if (code === undefined) return err('bad-code');
    const proof = countyProof(store.crypto, code.code_key, store.county.signer.publicKey, request.publicKey);
    const common = { countyKey: store.county.signer.publicKey, proof, handleKey: store.county.handleKey };
    if (code.terminal !== null) {
      const same = await terminalOf(tx, store, code.terminal);
      return same?.public_key === request.publicKey && same.revoked_at === null
        ? ok({ terminal: code.terminal, terminalNumber: same.number, ...common })
        : err('bad-code');
    }
    const number = await nextNumber(tx, store);
    if (number > LAST_NUMBER) return err('no-numbers-left');
    const terminal = `T${Buffer.from(store.random.bytes(8)).toString('hex')}`;
    await tx
      .insertInto('terminals')
      .values({
        county: store.county.code,
        terminal,
        number,
        name: code.terminal_name,
        public_key: request.publicKey,
        software: request.software,
        enrolled_at: now,
      })
      .execute();
    await tx
      .updateTable('enrolment_codes')
      .set({ used_at: now, terminal })
      .where('county', '=', store.county.code)
      .where('lookup', '=', request.lookup)
      .execute();
    await appendBehind(tx, store, head, [
      {
        event: 'terminal-enrolled',
        details: {
          terminal,
          number,
          name: code.terminal_name,
          publicKey: request.publicKey,
          enrolledAt: now,
          lookup: request.lookup,
        },
      },
    ]);
    return ok({ terminal, terminalNumber: number, ...common });
  });
}

/** The code that `request` proves to hold, used or not, while it lives. */
async function goodCode(
  db: Kysely<Schema>,
  { county, clock, crypto }: CountyStore,
  request: EnrolRequest,
): Promise<Selectable<Schema['enrolment_codes']> | undefined> {
  const code = await db
    .selectFrom('enrolment_codes')
    .selectAll()
    .where('county', '=', county.code)
    .where('lookup', '=', request.lookup)
    .executeTakeFirst();
  if (code === undefined || clock.now() >= code.expires_at) return undefined;
  return terminalProof(crypto, code.code_key, request.publicKey) === request.proof ? code : undefined;
}

async function terminalOf(
  tx: Transaction<Schema>,
  store: CountyStore,
  terminal: string,
): Promise<
  { readonly number: number; readonly public_key: string; readonly revoked_at: number | null } | undefined
> {
  return await tx
    .selectFrom('terminals')
    .select(['number', 'public_key', 'revoked_at'])
    .where('county', '=', store.county.code)
    .where('terminal', '=', terminal)
    .executeTakeFirst();
}

/** Rows of terminals are never deleted, so the highest number ever given is still there. */
async function nextNumber(tx: Transaction<Schema>, store: CountyStore): Promise<number> {
  const { last } = await tx
    .selectFrom('terminals')
    .select((eb) => eb.fn.max('number').as('last'))
    .where('county', '=', store.county.code)
    .executeTakeFirstOrThrow();
  return ((last as number | null) ?? 0) + 1;
}
