import type { Clock } from '../../shared/clock/clock.ts';
import { monthOf } from '../../shared/dates/month.ts';
import type { CertificationRule } from '../../shared/pension/certification.ts';
import { validThrough } from '../../shared/pension/certification.ts';
import type { LivenessEvidence } from '../../shared/records/certification.ts';
import type { CertificationDraft } from '../contract/journal.ts';
import type { CardPerson, Person } from '../identify/person.ts';

/** Version of the text on the consent screen (face information, 单独同意). Changes with its words. */
export const CONSENT_VERSION = 'face-2026-1';

/** How the person showed to be alive, with what belongs to that way. */
export type Proof =
  | { readonly method: 'face'; readonly evidence: LivenessEvidence }
  /** 亲属见证 */
  | { readonly method: 'witness'; readonly witness: CardPerson }
  /** 预约上门 */
  | { readonly method: 'visit'; readonly phone: string | undefined }
  /** 人工窗口 */
  | { readonly method: 'counter' };

export function draftOf(
  person: Person,
  proof: Proof,
  rule: CertificationRule,
  clock: Clock,
): CertificationDraft {
  const base = {
    idNumber: person.idNumber,
    ...(person.source === 'id-card' && person.formerNumber !== undefined
      ? { formerNumber: person.formerNumber }
      : {}),
    name: person.name,
    source: person.source,
    method: proof.method,
    validThrough: validThrough(rule, monthOf(clock.now())),
  };
  switch (proof.method) {
    case 'face':
      return { ...base, liveness: proof.evidence, consent: CONSENT_VERSION };
    case 'witness':
      return { ...base, witness: { idNumber: proof.witness.idNumber, name: proof.witness.name } };
    case 'visit':
      return proof.phone === undefined ? base : { ...base, phone: proof.phone };
    case 'counter':
      return base;
  }
}
