import { describe, expect, test } from 'vitest';
import { keyRing, nodeCrypto } from '../../../shared/protocol/node-crypto.ts';

const keys = Array.from({ length: 4 }, () => nodeCrypto.generateKey().signer);
const [first, second, third] = keys.map((key) => key.publicKey) as [string, string, string, string];

describe('keys that were taken in', () => {
  test('are taken in once, the newest of them, and never more than the limit', () => {
    const ring = keyRing(2);
    const one = ring(first);
    expect(ring(first)).toBe(one);
    ring(second);
    ring(third);
    expect(ring(first)).not.toBe(one);
    expect(ring(first)).toBeDefined();
  });

  test('are no keys unless they are 32 bytes', () => {
    const ring = keyRing(2);
    for (const text of ['', 'AAAA', 'x'.repeat(44), Buffer.alloc(33).toString('base64')])
      expect(ring(text)).toBeUndefined();
  });

  test('verify each its own signatures, again and again', () => {
    const bytes = Buffer.from('songbai');
    for (const round of [1, 2])
      for (const signer of keys)
        for (const other of keys)
          expect(nodeCrypto.verify(other.publicKey, bytes, signer.sign(bytes)), `round ${round}`).toBe(
            signer === other,
          );
    expect(nodeCrypto.verify('no key', bytes, keys[0]?.sign(bytes) ?? '')).toBe(false);
  });
});
