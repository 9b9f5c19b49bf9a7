import type { Clock } from '../../shared/clock/clock.ts';
import { encodeReceipt } from '../../shared/documents/escpos.ts';
import { DEFAULT_PROFILE, type PrinterProfile } from '../../shared/documents/printer-profile.ts';
import type { GlyphRaster } from '../../shared/documents/glyphs/glyph-raster.ts';
import type { Receipt } from '../../shared/documents/receipt.ts';
import { inBackground } from '../../shared/result/background.ts';
import { err, type Result } from '../../shared/result/result.ts';
import type { PrintFault, ReceiptPrinter } from '../contract/receipt-printer.ts';
import type { LinkStatus, PrinterStatus } from '../contract/status.ts';
import type { BytePort } from '../transport/byte-pipe.ts';
import { clearLeftovers, type EndOfJob, type JobContext, runJob } from './print-job.ts';
import { PrinterLink } from './printer-link.ts';
import { isReady, NO_ANSWER, sameStatus, summarise } from './status-bytes.ts';

export interface EscposOptions {
  readonly port: BytePort;
  readonly columns: 32 | 48;
  readonly clock: Clock;
  readonly glyphs: GlyphRaster;
  /** Shown to technicians, e.g. `ESC/POS 127.0.0.1:9100`. */
  readonly model: string;
  readonly simulated: boolean;
  /** In what this model differs from `DEFAULT_PROFILE`. */
  readonly profile?: PrinterProfile | undefined;
  /** Default `gs-r`. */
  readonly endOfJob?: EndOfJob | undefined;
  /** Line speed of a serial port; a network's own time does not count. */
  readonly baudRate?: number | undefined;
  /** Told how many different characters of a receipt no font has; they were printed as crossed boxes. */
  readonly onUncovered?: ((count: number) => void) | undefined;
}

const POLL_MS = 5000;
/** Answers come within some ms; two silent questions of this length are "no answer" in under 2 s. */
const ANSWER_MS = 800;
/** Waits before the port is opened anew: 1, 2, then 5 s. */
const BACK_OFF_MS = [1000, 2000, 5000] as const;
/** A connection that lasted this long was a good one: it is opened again at once. */
const LASTING_MS = 2000;

/** A slip printer that speaks ESC/POS over any byte pipe. Nothing is opened before `start`. */
export function createEscposPrinter(options: EscposOptions): ReceiptPrinter {
  return new EscposPrinter(options);
}

class EscposPrinter implements ReceiptPrinter {
  readonly capability: ReceiptPrinter['capability'];
  readonly #options: EscposOptions;
  readonly #clock: Clock;
  readonly #listeners = new Set<(status: PrinterStatus) => void>();
  #status: PrinterStatus = { ...NO_ANSWER, link: { kind: 'starting' } };
  #link: PrinterLink | undefined;
  #openedAt = 0;
  #failures = 0;
  #running = false;
  /** A job ended without confirmation; its rest may still lie in the printer. */
  #leftovers = false;
  #cancelTimer: () => void = () => {};
  /** Jobs, questions and openings, one after another. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: EscposOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.capability = { model: options.model, simulated: options.simulated, columns: options.columns };
  }

  status(): PrinterStatus {
    return this.#status;
  }

  subscribe(listener: (status: PrinterStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelTimer();
    // Closing ends whatever is under way, so the queue runs out; what is just being opened closes itself.
    await this.#link?.close();
    await this.#queue;
    this.#link = undefined;
  }

  refresh(): Promise<PrinterStatus> {
    return this.#inTurn(() => this.#ask());
  }

  print(receipt: Receipt): Promise<Result<void, PrintFault>> {
    return this.#inTurn(async () => {
      const status = await this.#ask();
      const link = this.#link;
      if (!isReady(status) || link === undefined) return err({ kind: 'not-ready', status });
      const slip = encodeReceipt(
        receipt,
        this.#options.columns,
        this.#options.glyphs,
        this.#options.profile ?? DEFAULT_PROFILE,
      );
      if (slip.uncovered.length > 0) this.#options.onUncovered?.(slip.uncovered.length);
      const context: JobContext = {
        link,
        clock: this.#clock,
        endOfJob: this.#options.endOfJob ?? 'gs-r',
        wireMs: (bytes) => (bytes * 10_000) / (this.#options.baudRate ?? Number.POSITIVE_INFINITY),
        noteStatus: (seen) => this.#note(seen),
      };
      if (this.#leftovers) await clearLeftovers(context);
      this.#leftovers = false;
      const outcome = await runJob(context, slip.bytes);
      if (!outcome.ok) {
        this.#leftovers = true;
        this.#note(outcome.error.status);
      }
      return outcome;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  #schedule(ms: number): void {
    this.#cancelTimer();
    if (!this.#running) return;
    this.#cancelTimer = this.#clock.after(ms, () => inBackground(this.#inTurn(() => this.#ask())));
  }

  /** Opens the port if need be, asks, and arranges the next time. */
  async #ask(): Promise<PrinterStatus> {
    if (!this.#running) return this.#note({ ...NO_ANSWER, link: { kind: 'absent' } });
    this.#cancelTimer();
    const before = this.#link;
    const link = await this.#open();
    if (!(link instanceof PrinterLink)) return this.#failed(link);
    const status = summarise(await link.ask(ANSWER_MS));
    // Hung up since the last time, as some do after each job: a fresh connection tells.
    if (link.isGone && link === before) return this.#ask();
    if (link.isGone) return this.#failed({ kind: 'absent' });
    if (status.link.kind === 'no-answer') {
      // A dead connection and a dead printer look the same from here; only opening anew tells.
      await this.#drop();
      return this.#failed(status.link);
    }
    this.#failures = 0;
    this.#schedule(POLL_MS);
    return this.#note(status);
  }

  async #open(): Promise<PrinterLink | LinkStatus> {
    if (this.#link !== undefined && !this.#link.isGone) return this.#link;
    const opened = await this.#options.port.open();
    if (!opened.ok) {
      return opened.error.kind === 'absent'
        ? { kind: 'absent' }
        : { kind: 'refused', detail: opened.error.detail };
    }
    const link = new PrinterLink(opened.value, this.#clock);
    if (!this.#running) {
      await link.close();
      return { kind: 'absent' };
    }
    this.#link = link;
    this.#openedAt = this.#clock.monotonic();
    link.onClosed(() => this.#vanished(link));
    await link.quieten();
    return link;
  }

  /**
   * Some printers hang up after a job or when idle. If the port opens again at once, nobody need know;
   * the status changes only when it does not.
   */
  #vanished(link: PrinterLink): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    const lasted = this.#clock.monotonic() - this.#openedAt >= LASTING_MS;
    if (this.#running) this.#schedule(lasted ? 0 : this.#backOff());
  }

  async #drop(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    await link?.close();
  }

  #failed(link: LinkStatus): PrinterStatus {
    this.#schedule(this.#backOff());
    return this.#note({ ...NO_ANSWER, link });
  }

  #backOff(): number {
    const wait = BACK_OFF_MS[Math.min(this.#failures, BACK_OFF_MS.length - 1)] ?? POLL_MS;
    this.#failures += 1;
    return wait;
  }

  #note(status: PrinterStatus): PrinterStatus {
    if (!sameStatus(status, this.#status)) {
      this.#status = status;
      for (const listener of this.#listeners) listener(status);
    }
    return status;
  }
}
