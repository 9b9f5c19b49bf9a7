import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { CryptoProvider, Signer } from './crypto.ts';

/** DER prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410); the raw 32 bytes follow it. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function rawPublicKey(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length).toString('base64');
}

/** A county cannot have more terminals than that; one more key in it is 1.3 KB. */
const KEPT_KEYS = 10_000;

/**
 * Public keys that were taken in, the newest `limit` of them: taking one in costs a third of a verification,
 * and the same terminals come again. `undefined` for what is not 32 bytes.
 */
export function keyRing(limit: number): (base64: string) => KeyObject | undefined {
  const kept = new Map<string, KeyObject>();
  return (base64) => {
    const known = kept.get(base64);
    if (known !== undefined) return known;
    const raw = Buffer.from(base64, 'base64');
    if (raw.length !== 32) return undefined;
    const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
    const [oldest] = kept.keys();
    if (kept.size >= limit && oldest !== undefined) kept.delete(oldest);
    kept.set(base64, key);
    return key;
  };
}

const publicKeyOf = keyRing(KEPT_KEYS);

function signerOf(privateKey: KeyObject): Signer {
  const publicKey = rawPublicKey(createPublicKey(privateKey));
  return { publicKey, sign: (bytes) => sign(null, bytes, privateKey).toString('base64') };
}

/** Software keys through the runtime's own library. */
export const nodeCrypto: CryptoProvider = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  hmac: (key, bytes) => createHmac('sha256', Buffer.from(key, 'base64')).update(bytes).digest('hex'),
  hmacWith(key) {
    const secret = createSecretKey(Buffer.from(key, 'base64'));
    return (bytes) => createHmac('sha256', secret).update(bytes).digest('hex');
  },
  verify(publicKey, bytes, signature) {
    try {
      const key = publicKeyOf(publicKey);
      return key !== undefined && verify(null, bytes, key, Buffer.from(signature, 'base64'));
    } catch {
      return false;
    }
  },
  generateKey() {
    const { privateKey } = generateKeyPairSync('ed25519');
    return {
      signer: signerOf(privateKey),
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    };
  },
  signer: (privateKey) =>
    signerOf(createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })),
};
