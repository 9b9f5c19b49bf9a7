import { describe, expect, test } from 'vitest';
import type { Proof } from '../../../flows/certify/draft.ts';
import { CONSENT_VERSION, draftOf } from '../../../flows/certify/draft.ts';
import { personOf } from '../../../flows/identify/person.ts';
import { createSimulatedClock } from '../support/clock.ts';
import { PROFILE } from '../support/fakes.ts';
import { LI, NOON, WANG } from '../support/world.ts';

const person = personOf(LI);
const evidence = {
  engine: 'scripted' as const,
  challenge: ['blink' as const, 'mouth' as const],
  attempt: 1,
  durationMs: 9_000,
};
const draft = (proof: Proof) => draftOf(person, proof, PROFILE.certification, createSimulatedClock(NOON));
const base = {
  idNumber: LI.idNumber,
  name: LI.name,
  source: 'id-card',
  validThrough: '2027-10',
} as const;

describe('a record carries what belongs to its way, and nothing else', () => {
  test.each<[string, Proof, object]>([
    ['face', { method: 'face', evidence }, { liveness: evidence, consent: CONSENT_VERSION }],
    [
      'witness',
      { method: 'witness', witness: personOf(WANG) },
      { witness: { idNumber: WANG.idNumber, name: WANG.name } },
    ],
    ['visit', { method: 'visit', phone: '13800000000' }, { phone: '13800000000' }],
    ['visit without a telephone', { method: 'visit', phone: undefined }, {}],
    ['counter', { method: 'counter' }, {}],
  ])('%s', (_name, proof, own) => {
    expect(draft(proof)).toEqual({ ...base, method: proof.method, ...own });
  });
});
