import { createHash } from 'node:crypto';
import type { CryptoProvider } from '../../shared/protocol/crypto.ts';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';
import type { Offer, OfferFault } from './offer.ts';
import { checkOffer } from './offer.ts';
import type { Version } from './version.ts';

export type FetchFault = OfferFault | 'unreachable' | 'truncated' | 'too-long' | 'altered' | 'disk';

/** Where an update comes from and where it goes; the network and the disk behind two functions each. */
export interface UpdatePorts {
  /** A small file of the feed as text, at most 4 KiB; `undefined` when there is none. Rejects without a network. */
  text(name: string): Promise<string | undefined>;
  /** A bundle of the feed, piece by piece. */
  pieces(name: string): AsyncIterable<Uint8Array>;
  /** Begins the file anew. */
  begin(): Promise<void>;
  append(piece: Uint8Array): Promise<void>;
  /** All is there and right: on disk, with its offer and signature beside it, for the installing script. */
  finish(offerText: string, signature: string): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Looks for an update and fetches it. Nothing that does not match its signed offer to the last byte is
 * kept. @returns the offer, or `undefined` when there is nothing new.
 */
export async function fetchUpdate(
  ports: UpdatePorts,
  machine: { readonly publicKey: string; readonly platform: string; readonly highest: Version },
  crypto: CryptoProvider,
): Promise<Result<Offer | undefined, FetchFault>> {
  let text: string | undefined;
  let signature: string | undefined;
  try {
    text = await ports.text(`${machine.platform}/offer`);
    signature = await ports.text(`${machine.platform}/offer.sig`);
  } catch {
    return err('unreachable');
  }
  if (text === undefined || signature === undefined) return ok(undefined);
  const offer = checkOffer(text, signature.trim(), machine, crypto);
  if (!offer.ok) return offer.error === 'not-newer' ? ok(undefined) : offer;
  const fault = await fetchBundle(ports, offer.value);
  if (fault !== undefined) {
    await ports.discard().catch(() => undefined);
    return err(fault);
  }
  try {
    await ports.finish(text, signature.trim());
  } catch {
    return err('disk');
  }
  return ok(offer.value);
}

async function fetchBundle(ports: UpdatePorts, { sha256, size }: Offer): Promise<FetchFault | undefined> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    await ports.begin();
  } catch {
    return 'disk';
  }
  try {
    for await (const piece of ports.pieces(`${sha256}.tar`)) {
      length += piece.length;
      if (length > size) return 'too-long';
      hash.update(piece);
      try {
        await ports.append(piece);
      } catch {
        return 'disk';
      }
    }
  } catch {
    return length === 0 ? 'unreachable' : 'truncated';
  }
  if (length < size) return 'truncated';
  return hash.digest('hex') === sha256 ? undefined : 'altered';
}
