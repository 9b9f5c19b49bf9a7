import type { IdCard } from '../../shared/identity/card.ts';
import type { LinkStatus } from './status.ts';

/** Why a card that was put down could not be read. Each has its own sentence on the screen. */
export type ReadFault =
  /** Taken away or slid before the reading was over (SW3 41, 81, or no reply in time). */
  | 'moved'
  /** Not an identity card (SW3 40). */
  | 'not-an-id-card'
  /** Card and reader did not accept each other, or the contents do not verify (SW3 31, 32, 33). */
  | 'not-genuine'
  /** Frames kept arriving damaged. */
  | 'garbled'
  /** The frame is right and its contents are not: a field outside its format. */
  | 'unreadable';

export type IdCardEvent =
  | { readonly type: 'status'; readonly status: LinkStatus }
  /** A new placement (SW3 9F). The same card again seconds later is a new placement too. */
  | { readonly type: 'placed' }
  /** The name field is in, the checksum is not: to be shown as provisional only. */
  | { readonly type: 'provisional-name'; readonly name: string }
  /** The whole frame verified and parsed. */
  | { readonly type: 'read'; readonly card: IdCard }
  | { readonly type: 'read-failed'; readonly fault: ReadFault };

/** A reader of identity cards. Polls by itself from `start` to `stop`, reopens its port by itself. */
export interface IdCardReader {
  readonly capability: { readonly model: string; readonly simulated: boolean };
  status(): LinkStatus;
  /** Returns an unsubscribe function. Listeners never see an event after unsubscribing. */
  subscribe(listener: (event: IdCardEvent) => void): () => void;
  start(): void;
  /** Closes the port; resolves when it is closed. Idempotent. */
  stop(): Promise<void>;
}

/** Turns the 1,024 bytes of a card's portrait into pixels. Vendors install it; none is shipped. */
export interface PhotoDecoder {
  decode(wlt: Uint8Array): Promise<PhotoOutcome>;
}

export type PhotoOutcome =
  | { readonly kind: 'no-decoder' }
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'photo'; readonly width: number; readonly height: number; readonly rgb: Uint8Array };
