import type { FaceSource } from '../../devices/contract/face-source.ts';
import type { IdCardReader } from '../../devices/contract/id-card-reader.ts';
import type { ReceiptPrinter } from '../../devices/contract/receipt-printer.ts';
import type { Clock, Random } from '../../shared/clock/clock.ts';
import type { Intent } from '../../shared/view/intents.ts';
import type { KioskView } from '../../shared/view/view.ts';
import type { CountyLink } from './county.ts';
import type { Journal } from './journal.ts';

/** All that the flows touch. A device without a section in the config is `undefined`. */
export interface Ports {
  readonly idCard: IdCardReader | undefined;
  readonly printer: ReceiptPrinter | undefined;
  readonly face: FaceSource | undefined;
  readonly county: CountyLink;
  readonly journal: Journal;
  /** Its wall time is put right by the county's, as far as that is known. */
  readonly clock: Clock;
  readonly random: Random;
  /** Whether the wall clock can be believed, by the county's and by what this machine wrote itself. */
  readonly clockTrusted: () => boolean;
  readonly terminalName: string;
  /** Any configured part is simulated, or the terminal is a demo. */
  readonly demo: boolean;
}

/**
 * The kiosk's behaviour behind verbs and one flat view; the machine inside is nobody's business.
 * Implemented by `createKiosk(ports)` in flows/session.
 */
export interface Kiosk {
  view(): KioskView;
  /** Called with each new view, at most once per change. */
  subscribe(listener: (view: KioskView) => void): () => void;
  /** `page` is that of the view which was tapped: an intent for another page has no effect. */
  send(intent: Intent, page: number): void;
  /** The county profile, enrolment or store health changed: re-read them. */
  refresh(): void;
  /** Screen process came up or came back: end the visit, start at home. */
  screenRestarted(): void;
  start(): void;
  stop(): void;
}
