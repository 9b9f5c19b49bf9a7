import type { Kysely } from 'kysely';
import type { Month } from '../../../shared/dates/month.ts';
import { dateOf, monthOf } from '../../../shared/dates/month.ts';
import type { CertificationRule } from '../../../shared/pension/certification.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import { loadPolicies } from '../../../shared/pension/policy-files.ts';
import { describeProblem } from '../../../shared/pension/policy-parse.ts';
import { certificationRule } from '../../../shared/pension/policy-rules.ts';
import type { CountyProfile } from '../../../shared/protocol/messages.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Schema } from '../store/schema.ts';
import type { County } from '../store/county-store.ts';

/** What the county's pack says about certifying, by date. */
export interface CertificationPolicy {
  /** Rule for a certification in `month`; a month before the pack falls under today's rule. */
  ruleIn(month: Month): CertificationRule;
}

/** The packs that come with the program; the error is one line. */
export function readPolicies(): Result<PolicyBook, string> {
  const book = loadPolicies();
  if (book.ok) return book;
  const [first] = book.error;
  return err(
    `policy packs cannot be used: ${first === undefined ? 'unknown problem' : describeProblem(first)}`,
  );
}

/** Fails when `pack` does not exist or has no rule for the day on which `now` falls. */
export function certificationPolicy(
  book: PolicyBook,
  pack: string,
  now: number,
): Result<CertificationPolicy, string> {
  const today = certificationRule(book, pack, dateOf(now));
  if (!today.ok)
    return err(
      today.error.kind === 'unknown-pack'
        ? `there is no policy pack ${JSON.stringify(pack)}; known: ${[...book.packs.keys()].join(', ')}`
        : `policy pack ${pack} has no ${today.error.parameter} on ${today.error.date}; add a row to it`,
    );
  return ok({
    ruleIn(month) {
      const then = certificationRule(book, pack, `${month}-01`);
      return then.ok ? then.value : today.value;
    },
  });
}

/** The policy of the pack that is in force now; `init` may have changed it while the service runs. */
export async function currentPolicy(
  db: Kysely<Schema>,
  store: Pick<CountyStore, 'county' | 'clock'>,
  book: PolicyBook,
): Promise<CertificationPolicy> {
  const { policyPack } = await currentSettings(db, store);
  const policy = certificationPolicy(book, policyPack, store.clock.now());
  if (!policy.ok) throw new Error(policy.error);
  return policy.value;
}

/** What terminals are told. */
export async function currentProfile(store: CountyStore, book: PolicyBook): Promise<CountyProfile> {
  const settings = await currentSettings(store.db, store);
  const now = store.clock.now();
  const policy = certificationPolicy(book, settings.policyPack, now);
  if (!policy.ok) throw new Error(policy.error);
  return { code: store.county.code, ...settings, certification: { ...policy.value.ruleIn(monthOf(now)) } };
}

async function currentSettings(
  db: Kysely<Schema>,
  { county }: Pick<CountyStore, 'county'>,
): Promise<Pick<County, 'name' | 'policyPack' | 'counter' | 'nearest'>> {
  return await db
    .selectFrom('counties')
    .select(['name', 'policy_pack as policyPack', 'counter', 'nearest'])
    .where('county', '=', county.code)
    .executeTakeFirstOrThrow();
}
