import type { CryptoProvider } from '../../shared/protocol/crypto.ts';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';
import type { Version } from './version.ts';
import { compareVersions, parseVersion } from './version.ts';

/**
 * What the county's server offers as an update. The signature is the publisher's, made away from any
 * server: the county passes updates on and can make none. Plain lines, so that the installing script
 * (`assets/deploy/debian/bin/songbai-install`) checks the very same bytes once more with openssl.
 */
export interface Offer {
  readonly version: Version;
  readonly commit: string;
  readonly platform: string;
  /** Length of the bundle, bytes. */
  readonly size: number;
  /** Of the bundle, lower-case hex. */
  readonly sha256: string;
}

export type OfferFault = 'malformed' | 'bad-signature' | 'other-platform' | 'not-newer';

/** First line: what is signed can be mistaken for nothing else that this key ever signs. */
const HEAD = 'songbai-update-v1';
const MAX_SIZE = 2 * 1024 * 1024 * 1024;
const LINES =
  /^songbai-update-v1\nversion=([0-9.]+)\ncommit=([0-9a-f]{7,40})\nplatform=([a-z0-9-]+)\nsize=([1-9]\d{0,9})\nsha256=([0-9a-f]{64})\n$/;

export function formatOffer(offer: Offer): string {
  const { version, commit, platform, size, sha256 } = offer;
  return `${HEAD}\nversion=${version}\ncommit=${commit}\nplatform=${platform}\nsize=${size}\nsha256=${sha256}\n`;
}

/**
 * Whether an offer may be fetched at all.
 * @param signature base64, Ed25519 over the text's bytes.
 * @param highest the highest version that this machine ever took in, also one that it gave up: an older
 * or an equal one is refused whoever signed it.
 */
export function checkOffer(
  text: string,
  signature: string,
  machine: { readonly publicKey: string; readonly platform: string; readonly highest: Version },
  crypto: CryptoProvider,
): Result<Offer, OfferFault> {
  if (!crypto.verify(machine.publicKey, new TextEncoder().encode(text), signature))
    return err('bad-signature');
  const [, versionText = '', commit = '', platform = '', sizeText = '', sha256 = ''] = LINES.exec(text) ?? [];
  const version = parseVersion(versionText);
  const size = Number(sizeText);
  if (version === undefined || size > MAX_SIZE) return err('malformed');
  if (platform !== machine.platform) return err('other-platform');
  if (compareVersions(version, machine.highest) <= 0) return err('not-newer');
  return ok({ version, commit, platform, size, sha256 });
}
