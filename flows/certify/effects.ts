import { numbersOf } from '../../shared/identity/id-number.ts';
import { fromPromise } from 'xstate';
import type { CertificationRule } from '../../shared/pension/certification.ts';
import type { Result } from '../../shared/result/result.ts';
import type { Acknowledgement, PersonFacts } from '../contract/county.ts';
import type { CommittedCertification, EarlierCertification, StoreFault } from '../contract/journal.ts';
import type { Ports } from '../contract/ports.ts';
import type { Person } from '../identify/person.ts';
import type { Proof } from './draft.ts';
import { draftOf } from './draft.ts';

export const COUNTY_DEADLINES = {
  /** After 是我本人: longer than that nobody is left standing; the visit goes on without the county. */
  lookupMs: 4_000,
  /** After the commit: then it is 已受理，待上传. */
  settleMs: 5_000,
  /** While the result stays on the screen. */
  lateMs: 10 * 60_000,
} as const;

/** What is known of a person who confirmed the card. */
export interface Known {
  readonly facts: PersonFacts | undefined;
  readonly earlier: EarlierCertification | undefined;
}

/** The rule of the county; a machine without a county is out of service, so there is one. */
export function ruleOf(ports: Pick<Ports, 'county'>): CertificationRule {
  const profile = ports.county.profile();
  if (profile === undefined) throw new Error('no county profile');
  return profile.certification;
}

/** What the county knows of the first number that it knows; `undefined` when it cannot be asked. */
async function factsOf(
  county: Ports['county'],
  numbers: readonly string[],
): Promise<PersonFacts | undefined> {
  let facts: PersonFacts | undefined;
  for (const number of numbers) {
    const answer = await county.lookup(number, COUNTY_DEADLINES.lookupMs);
    if (!answer.ok) return undefined;
    facts = answer.value;
    if (facts.kind === 'known') break;
  }
  return facts;
}

export function createEffects(ports: Ports) {
  return {
    lookup: fromPromise<Known, { person: Person }>(async ({ input }) => {
      const numbers = numbersOf(input.person);
      return {
        facts: await factsOf(ports.county, numbers),
        earlier: numbers.map((number) => ports.journal.earlier(number)).find((found) => found !== undefined),
      };
    }),
    commit: fromPromise<Result<CommittedCertification, StoreFault>, { person: Person; proof: Proof }>(
      ({ input }) => ports.journal.commit(draftOf(input.person, input.proof, ruleOf(ports), ports.clock)),
    ),
    settle: fromPromise<Acknowledgement | undefined, { certificateNo: string }>(({ input }) =>
      ports.county.settle(input.certificateNo, COUNTY_DEADLINES.settleMs),
    ),
    lateAnswer: fromPromise<Acknowledgement | undefined, { certificateNo: string }>(({ input }) =>
      ports.county.settle(input.certificateNo, COUNTY_DEADLINES.lateMs),
    ),
  };
}
