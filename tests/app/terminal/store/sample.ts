import type { Enrolment } from '../../../../app/terminal/store/enrolment.ts';
import type { CertificationDraft } from '../../../../flows/contract/journal.ts';
import type { CountyProfile } from '../../../../shared/protocol/messages.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';

export const PROFILE: CountyProfile = {
  code: '990123',
  name: '松柏县',
  policyPack: 'national-2014',
  certification: { periodMonths: 12, convention: 'from-current-month', renewalWindowMonths: 2 },
  counter: '3 号窗口',
  nearest: '县社保大厅',
};

export function enrolmentOf(change: Partial<Enrolment> = {}): Enrolment {
  return {
    terminal: 'T0001',
    number: 1,
    countyKey: nodeCrypto.generateKey().signer.publicKey,
    handleKey: Buffer.alloc(32, 7).toString('base64'),
    profile: PROFILE,
    codeUsed: '0'.repeat(64),
    ...change,
  };
}

export function draft(change: Partial<CertificationDraft> = {}): CertificationDraft {
  return {
    idNumber: '990101195001011234',
    name: '李秀珍',
    source: 'id-card',
    method: 'face',
    validThrough: '2027-10',
    liveness: { engine: 'scripted', challenge: ['blink', 'turn-left'], attempt: 1, durationMs: 5200 },
    consent: '2026-11',
    ...change,
  };
}
