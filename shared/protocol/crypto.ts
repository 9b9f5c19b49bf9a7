/**
 * The only way to cryptography, so that a certified module (UKey, TPM, gateway; SM2/SM3) can take the
 * place of software keys. Signatures are Ed25519, digests SHA-256, until such a module is configured.
 */
export interface Signer {
  /** Raw public key, base64 (Ed25519: 32 bytes). */
  readonly publicKey: string;
  /** Signature over `bytes`, base64. */
  sign(bytes: Uint8Array): string;
}

export interface CryptoProvider {
  /** Lower-case hex, 64 characters. */
  sha256(bytes: Uint8Array): string;
  /** Lower-case hex, 64 characters. `key` is base64. */
  hmac(key: string, bytes: Uint8Array): string;
  /** `hmac` with the key taken in once, for many digests: taking it in costs more than a digest. */
  hmacWith(key: string): (bytes: Uint8Array) => string;
  /** False for anything malformed; never throws. */
  verify(publicKey: string, bytes: Uint8Array, signature: string): boolean;
  /** A fresh key pair; the private half as base64 PKCS#8 for storage by the caller. */
  generateKey(): { readonly signer: Signer; readonly privateKey: string };
  /** Throws when `privateKey` is not one that `generateKey` made. */
  signer(privateKey: string): Signer;
}
