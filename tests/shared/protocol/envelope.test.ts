import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerFacts, RequestFacts } from '../../../shared/protocol/envelope.ts';
import { signAnswer, signRequest, verifyAnswer, verifyRequest } from '../../../shared/protocol/envelope.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';

const { signer } = nodeCrypto.generateKey();
const other = nodeCrypto.generateKey().signer;

const body = fc.uint8Array({ maxLength: 200 });
const nonce = fc.stringMatching(/^[0-9a-f]{32}$/);
const request: fc.Arbitrary<RequestFacts> = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  path: fc.webPath(),
  terminal: fc.string({ maxLength: 20 }),
  time: fc.nat(),
  nonce,
  body,
});
const answer: fc.Arbitrary<AnswerFacts> = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  time: fc.nat(),
  nonce,
  body,
});

/** `facts` with one field taken from `donor`, or nothing when that leaves them as they were. */
function tampered<T extends RequestFacts | AnswerFacts>(facts: T, donor: T, field: keyof T): T | undefined {
  const changed = { ...facts, [field]: donor[field] };
  const same = JSON.stringify(facts) === JSON.stringify(changed);
  return same ? undefined : changed;
}

describe('requests', () => {
  test('as signed they hold, and for no other key', () => {
    fc.assert(
      fc.property(request, (facts) => {
        const signature = signRequest(nodeCrypto, signer, facts);
        expect(verifyRequest(nodeCrypto, signer.publicKey, facts, signature)).toBe(true);
        expect(verifyRequest(nodeCrypto, other.publicKey, facts, signature)).toBe(false);
      }),
    );
  });

  test('any other method, path, terminal, time, nonce or body breaks the signature', () => {
    const fields = ['method', 'path', 'terminal', 'time', 'nonce', 'body'] as const;
    fc.assert(
      fc.property(request, request, fc.constantFrom(...fields), (facts, donor, field) => {
        const changed = tampered(facts, donor, field);
        fc.pre(changed !== undefined);
        const signature = signRequest(nodeCrypto, signer, facts);
        expect(verifyRequest(nodeCrypto, signer.publicKey, changed, signature)).toBe(false);
      }),
    );
  });

  test('any flipped bit of the body breaks it', () => {
    fc.assert(
      fc.property(request, fc.nat(), fc.nat(7), (facts, at, bit) => {
        fc.pre(facts.body.length > 0);
        const signature = signRequest(nodeCrypto, signer, facts);
        const changed = Uint8Array.from(facts.body);
        const index = at % changed.length;
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(verifyRequest(nodeCrypto, signer.publicKey, { ...facts, body: changed }, signature)).toBe(
          false,
        );
      }),
    );
  });
});

describe('answers', () => {
  test('as signed they hold; any other status, time, nonce or body does not', () => {
    const fields = ['status', 'time', 'nonce', 'body'] as const;
    fc.assert(
      fc.property(answer, answer, fc.constantFrom(...fields), (facts, donor, field) => {
        const signature = signAnswer(nodeCrypto, signer, facts);
        expect(verifyAnswer(nodeCrypto, signer.publicKey, facts, signature)).toBe(true);
        const changed = tampered(facts, donor, field);
        fc.pre(changed !== undefined);
        expect(verifyAnswer(nodeCrypto, signer.publicKey, changed, signature)).toBe(false);
      }),
    );
  });

  test('a signed request is no signed answer', () => {
    const facts = { status: 200, time: 1, nonce: '0'.repeat(32), body: new Uint8Array() };
    const asRequest = { method: 'GET', path: '/', terminal: '-', ...facts } as const;
    const signature = signRequest(nodeCrypto, signer, asRequest);
    expect(verifyAnswer(nodeCrypto, signer.publicKey, facts, signature)).toBe(false);
  });
});

test('no text makes verification throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.uint8Array(), (key, signature, bytes) => {
      expect(nodeCrypto.verify(key, bytes, signature)).toBe(false);
      expect(nodeCrypto.verify(signer.publicKey, bytes, signature)).toBe(false);
    }),
  );
});
