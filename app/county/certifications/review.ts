import type { Transaction } from 'kysely';
import type { Month } from '../../../shared/dates/month.ts';
import { validThrough } from '../../../shared/pension/certification.ts';
import type { WaitingReason } from '../../../shared/records/certification.ts';
import { refusalOf } from '../../../shared/records/refusal.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { appendBehind, lockChain } from '../audit/chain/append.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import type { CertificationPolicy } from '../settings/policy.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import type { Decision } from './tables.ts';
import type { PersonTable } from '../persons/tables.ts';
import { CERTIFICATIONS, DECISIONS } from './tables.ts';

/** A certification that waits for an officer (待审核). */
export interface Waiting {
  readonly certificateNo: string;
  readonly idNumber: string;
  readonly name: string;
  readonly method: string;
  /** Terminal's name. */
  readonly terminal: string;
  readonly occurredAt: number;
  /** What stands against it, beside the way that it was made in. */
  readonly reason: WaitingReason | null;
  /** The terminal was revoked since: what it sent may be a thief's. */
  readonly revoked: boolean;
}

/** Oldest first. */
export async function listWaiting(store: CountyStore): Promise<readonly Waiting[]> {
  const rows = await store.db
    .selectFrom('certifications as c')
    .innerJoin('terminals as t', (join) =>
      join.onRef('t.county', '=', 'c.county').onRef('t.terminal', '=', 'c.terminal'),
    )
    .leftJoin('persons as p', (join) =>
      join.onRef('p.county', '=', 'c.county').onRef('p.id_number', '=', 'c.id_number'),
    )
    .select([
      'c.certificate_no',
      'c.id_number',
      'c.name',
      'p.name as person_name',
      'c.method',
      'c.occurred_at',
      'c.reason',
    ])
    .select(['t.name as terminal_name', 't.revoked_at'])
    .where('c.county', '=', store.county.code)
    .where('c.decision', '=', 'submitted')
    .orderBy('c.received_at')
    .orderBy('c.certificate_no')
    .execute();
  return rows.map((row) => ({
    certificateNo: row.certificate_no,
    idNumber: row.id_number,
    // A number that was typed in comes without a name.
    name: row.name === '' ? (row.person_name ?? '') : row.name,
    method: row.method,
    terminal: row.terminal_name,
    occurredAt: row.occurred_at,
    // Of a waiting one, the rule's word.
    reason: row.reason as WaitingReason | null,
    revoked: row.revoked_at !== null,
  }));
}

export interface Verdict {
  readonly certificateNo: string;
  readonly decision: 'accepted' | 'refused';
  /** Name of the officer. */
  readonly operator: string;
  readonly reason: string;
}

export type ReviewError =
  | { readonly kind: 'no-such-certificate' }
  /** Decided already, by the rule or by an officer. */
  | { readonly kind: 'not-waiting'; readonly decision: Decision; readonly by: string }
  /** The person has died, moved away … since. */
  | { readonly kind: 'not-certifiable'; readonly reason: string };

export interface Reviewed {
  /** Null when refused. */
  readonly validThrough: Month | null;
  readonly resumptionProposed: boolean;
}

/**
 * An officer's decision: one more row in `decisions`, the certification's present decision, the person's
 * certified months and the audit event, in one transaction.
 */
export async function review(
  store: CountyStore,
  policy: CertificationPolicy,
  verdict: Verdict,
): Promise<Result<Reviewed, ReviewError>> {
  return await store.db.transaction().execute(async (tx) => {
    // First of all the lock: of two officers who decide at once, the second finds it decided.
    const head = await lockChain(tx, store);
    const waiting = await findWaiting(tx, store, verdict.certificateNo);
    if (!waiting.ok) return waiting;
    const { person, idNumber, countedMonth } = waiting.value;
    if (verdict.decision === 'accepted') {
      const reason = refusalOf(person?.status);
      if (reason !== undefined) return err({ kind: 'not-certifiable', reason });
    }
    const accepted = verdict.decision === 'accepted';
    const reviewed: Reviewed = {
      validThrough: accepted ? validThrough(policy.ruleIn(countedMonth), countedMonth) : null,
      resumptionProposed: accepted && person?.status === 'suspended',
    };
    const stored = await storeVerdict(tx, store, verdict, reviewed);
    if (reviewed.validThrough !== null) await extendPerson(tx, store, idNumber, reviewed.validThrough);
    const { certificateNo, decision, operator } = verdict;
    // The reason is an officer's free text and may name people; it stands in `decisions`.
    await appendBehind(tx, store, head, [
      {
        event: 'certification-reviewed',
        details: {
          certificateNo,
          decision,
          validThrough: reviewed.validThrough ?? '',
          operator,
          ...stored,
        },
      },
    ]);
    return ok(reviewed);
  });
}

interface Undecided {
  readonly idNumber: string;
  readonly countedMonth: Month;
  readonly person: Pick<PersonTable, 'status'> | undefined;
}

async function findWaiting(
  tx: Transaction<Schema>,
  store: CountyStore,
  certificateNo: string,
): Promise<Result<Undecided, ReviewError>> {
  const row = await tx
    .selectFrom('certifications')
    .select(['id_number', 'decision', 'decided_by', 'counted_month'])
    .where('county', '=', store.county.code)
    .where('certificate_no', '=', certificateNo)
    .executeTakeFirst();
  if (row === undefined) return err({ kind: 'no-such-certificate' });
  if (row.decision !== 'submitted')
    return err({ kind: 'not-waiting', decision: row.decision, by: row.decided_by });
  const person = await tx
    .selectFrom('persons')
    .select('status')
    .where('county', '=', store.county.code)
    .where('id_number', '=', row.id_number)
    .executeTakeFirst();
  return ok({ idNumber: row.id_number, countedMonth: row.counted_month as Month, person });
}

/** Gives what the chain holds of it. */
async function storeVerdict(
  tx: Transaction<Schema>,
  store: CountyStore,
  verdict: Verdict,
  reviewed: Reviewed,
): Promise<{ readonly number: number; readonly verdict: string; readonly sealed: string }> {
  const county = store.county.code;
  const { certificateNo, decision, reason, operator } = verdict;
  const decidedAt = store.clock.now();
  const { last } = await tx
    .selectFrom('decisions')
    .select((eb) => eb.fn.max('number').as('last'))
    .where('county', '=', county)
    .where('certificate_no', '=', certificateNo)
    .executeTakeFirstOrThrow();
  const row = {
    county,
    certificate_no: certificateNo,
    number: last + 1,
    decision,
    reason,
    operator,
    decided_at: decidedAt,
    valid_through: reviewed.validThrough,
  };
  await tx.insertInto('decisions').values(row).execute();
  const certification = await tx
    .updateTable('certifications')
    .set({
      decision,
      reason,
      valid_through: reviewed.validThrough,
      resumption_proposed: reviewed.resumptionProposed ? 1 : 0,
      decided_at: decidedAt,
      decided_by: operator,
    })
    .where('county', '=', county)
    .where('certificate_no', '=', certificateNo)
    .returningAll()
    .executeTakeFirstOrThrow();
  return {
    number: row.number,
    verdict: rowDigests(store.crypto, DECISIONS)(row),
    sealed: rowDigests(store.crypto, CERTIFICATIONS)(certification),
  };
}

/** Forward only. */
async function extendPerson(
  tx: Transaction<Schema>,
  store: CountyStore,
  idNumber: string,
  through: Month,
): Promise<void> {
  await tx
    .updateTable('persons')
    .set({ certified_through: through })
    .where('county', '=', store.county.code)
    .where('id_number', '=', idNumber)
    .where((eb) => eb.or([eb('certified_through', 'is', null), eb('certified_through', '<', through)]))
    .execute();
}
