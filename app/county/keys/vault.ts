import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import type { Result } from '../../../shared/result/result.ts';

/** Whose keys: all that the county's database knows of them. */
export interface KeyOwner {
  /** County code, 6 digits. */
  readonly county: string;
  /** Raw Ed25519 public key, base64. */
  readonly publicKey: string;
}

/**
 * What the county does with its keys. The private half never comes out, so that a module which signs inside
 * itself (UKey, PKCS#11) can stand here; the handle key is told to every enrolled terminal.
 */
export interface CountyKeys {
  readonly signer: Signer;
  /** HMAC key, base64; see `personHandle`. */
  readonly handleKey: string;
}

/** Software keys as older releases kept them in the database: PKCS#8 and HMAC key, base64. */
export interface KeyMaterial {
  readonly privateKey: string;
  readonly handleKey: string;
}

/** `message` is one line: what, where, what to do. */
export interface VaultProblem {
  /** `missing`: no key of this county is there; `other`: one is, and does not fit; `unusable`: it cannot be read. */
  readonly kind: 'missing' | 'other' | 'unusable';
  readonly message: string;
}

/** 密钥库. Where the county's keys lie, outside its database and its backups. A key that is lost is never made anew. */
export interface KeyVault {
  /** The keys that fit the public key. */
  open(owner: KeyOwner): Result<CountyKeys, VaultProblem>;
  /** Fresh keys, on disk when this returns. */
  make(county: string): Result<CountyKeys, VaultProblem>;
  /** Takes in keys that lay in a database; on disk, and read back, when this returns. The same keys again change nothing. */
  takeIn(county: string, material: KeyMaterial): Result<CountyKeys, VaultProblem>;
  /** Closes to others what they could read of these keys; refused when that is not ours to do. */
  guard(owner: KeyOwner): Result<void, VaultProblem>;
  /** Where these keys are or belong, for messages. */
  where(owner: KeyOwner): string;
}

/** Short name of a key pair, 16 hex digits of the public half's digest. */
export function keyId(crypto: CryptoProvider, publicKey: string): string {
  return crypto.sha256(Buffer.from(publicKey, 'base64')).slice(0, 16);
}
