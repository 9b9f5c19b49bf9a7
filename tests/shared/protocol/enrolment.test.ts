import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CODE_ALPHABET,
  codeKey,
  codeLookup,
  countyProof,
  normaliseCode,
  personHandle,
  personHandles,
  terminalProof,
} from '../../../shared/protocol/enrolment.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';

const code = fc
  .array(fc.constantFrom(...Array.from(CODE_ALPHABET)), { minLength: 12, maxLength: 12 })
  .map((letters) => letters.join(''));

describe('one-time codes', () => {
  test('the alphabet has 32 letters and none that is mistaken for another', () => {
    expect(new Set(CODE_ALPHABET).size).toBe(32);
    expect(CODE_ALPHABET).not.toMatch(/[ILOU]/);
  });

  test('dashes, blanks and small letters make no difference', () => {
    fc.assert(
      fc.property(code, (bare) => {
        const written = `${bare.slice(0, 4)}-${bare.slice(4, 8)} - ${bare.slice(8)}`.toLowerCase();
        expect(normaliseCode(written)).toBe(bare);
      }),
    );
  });

  test.each(['', 'ABCD', 'ABCD-EFGH-JKLM-N', 'ABCD-EFGH-JKL!', '一二三四五六七八九十一二'])(
    '%j is no code',
    (text) => expect(normaliseCode(text)).toBeUndefined(),
  );

  test('what the county finds a code by is not what proves it', () => {
    fc.assert(
      fc.property(code, (bare) => {
        const key = Buffer.from(codeKey(nodeCrypto, bare), 'base64');
        expect(key).toHaveLength(32);
        expect(key.toString('hex')).not.toBe(codeLookup(nodeCrypto, bare));
      }),
    );
  });

  test('each side’s proof depends on the code and on the keys, and is not the other side’s', () => {
    fc.assert(
      fc.property(code, code, (one, two) => {
        fc.pre(one !== two);
        const [k1, k2] = [codeKey(nodeCrypto, one), codeKey(nodeCrypto, two)];
        const proofs = [
          terminalProof(nodeCrypto, k1, 'A'),
          terminalProof(nodeCrypto, k1, 'B'),
          terminalProof(nodeCrypto, k2, 'A'),
          countyProof(nodeCrypto, k1, 'A', 'A'),
          countyProof(nodeCrypto, k1, 'A', 'B'),
          countyProof(nodeCrypto, k1, 'B', 'A'),
          countyProof(nodeCrypto, k2, 'A', 'A'),
        ];
        expect(new Set(proofs).size).toBe(proofs.length);
      }),
    );
  });
});

describe('handles of persons', () => {
  const key = Buffer.alloc(32, 7).toString('base64');

  test('are HMAC-SHA-256, the same one by one and in bulk', () => {
    const handles = personHandles(nodeCrypto, key);
    fc.assert(
      fc.property(fc.stringMatching(/^99\d{15}[\dX]$/), (number) => {
        const expected = createHmac('sha256', Buffer.alloc(32, 7))
          .update(`songbai.person.v1\u0000${number}`)
          .digest('hex');
        expect(personHandle(nodeCrypto, key, number)).toBe(expected);
        expect(handles(number)).toBe(expected);
      }),
    );
  });

  test('another county’s key gives another handle', () => {
    const other = Buffer.alloc(32, 8).toString('base64');
    const number = '990101195603120022';
    expect(personHandle(nodeCrypto, key, number)).not.toBe(personHandle(nodeCrypto, other, number));
  });
});
