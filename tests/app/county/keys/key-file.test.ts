import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKeyFile, isSealed, materialIn, parseKeyFile } from '../../../../app/county/keys/key-file.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';

const means = { crypto: nodeCrypto, random: systemRandom };
/** The least that a file may ask for. */
const COST = 2 ** 14;
const PASSPHRASE = Buffer.from('松柏之茂，隆冬不衰');

const material = {
  privateKey: nodeCrypto.generateKey().privateKey,
  handleKey: Buffer.alloc(32, 7).toString('base64'),
};
const PUBLIC_KEY = nodeCrypto.signer(material.privateKey).publicKey;
const plain = formatKeyFile(means, '990101', material, undefined);
const sealed = formatKeyFile(means, '990101', material, PASSPHRASE, COST);

function read(text: string, passphrase?: Buffer) {
  const file = parseKeyFile(text);
  return file === undefined ? 'no key file' : materialIn(nodeCrypto, file, passphrase);
}

describe('a key file', () => {
  it('gives back what was put in', () => {
    expect(read(plain)).toEqual({ ok: true, value: material });
    expect(read(sealed, PASSPHRASE)).toEqual({ ok: true, value: material });
    expect([plain, sealed].map((text) => isSealed(parseKeyFile(text)!))).toEqual([false, true]);
  });

  it('under a passphrase shows whose it is, and neither key', () => {
    expect(sealed).toContain(nodeCrypto.signer(material.privateKey).publicKey);
    for (const secret of [material.privateKey, material.handleKey]) expect(sealed).not.toContain(secret);
    expect(formatKeyFile(means, '990101', material, PASSPHRASE, COST)).not.toBe(sealed);
  });

  it('under a passphrase opens with no other', () => {
    expect(read(sealed)).toEqual({ ok: false, error: 'needs-passphrase' });
    expect(read(sealed, Buffer.from('松柏之茂，隆冬不凋'))).toEqual({ ok: false, error: 'wrong-passphrase' });
  });

  // Another last character of base64 may stand for the same bytes, and another version in the wrapping of a key
  // for the same key; then nothing was altered that anybody could notice.
  it.each([
    ['plain', plain, undefined],
    ['sealed', sealed, PASSPHRASE],
  ])('that was altered anywhere is refused: %s', (_, text, passphrase) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), fc.integer({ min: 0, max: 6 }), (at, bit) => {
        const altered =
          text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
        const found = read(altered, passphrase);
        if (typeof found === 'string' || !found.ok) return;
        expect(nodeCrypto.signer(found.value.privateKey).publicKey).toBe(PUBLIC_KEY);
        expect(Buffer.from(found.value.handleKey, 'base64')).toEqual(
          Buffer.from(material.handleKey, 'base64'),
        );
      }),
      { numRuns: passphrase === undefined ? 300 : 60 },
    );
  });

  it('of another key cannot carry this handle key', () => {
    const other = formatKeyFile(means, '990101', { ...material, handleKey: 'AAAA' }, undefined);
    const mixed = { ...JSON.parse(plain), handleKey: 'AAAA' };
    expect(read(other)).toMatchObject({ ok: true });
    expect(read(JSON.stringify(mixed))).toEqual({ ok: false, error: 'damaged' });
  });

  it.each([2 ** 13, 2 ** 21, 2 ** 17 + 1, 0, -1, 1e300])('cannot ask for %d of work', (cost) => {
    const file = JSON.parse(sealed) as { sealed: object };
    expect(read(JSON.stringify({ ...file, sealed: { ...file.sealed, cost } }), PASSPHRASE)).toBe(
      'no key file',
    );
  });

  it.each(['', '{}', 'null', '[]', '{"songbai":"county-key"}', plain.slice(0, -20)])('is not %j', (text) => {
    expect(parseKeyFile(text)).toBeUndefined();
  });
});
