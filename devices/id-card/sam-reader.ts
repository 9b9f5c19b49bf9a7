import type { Clock } from '../../shared/clock/clock.ts';
import type { IdCardEvent, IdCardReader } from '../contract/id-card-reader.ts';
import type { LinkStatus } from '../contract/status.ts';
import type { BytePort } from '../transport/byte-pipe.ts';
import { CardSequence } from './card-sequence.ts';
import { Patience } from './patience.ts';
import { SamLink } from './sam-link.ts';
import { verdict } from './sam-status.ts';

/** Rates that a SAM_V line can have, in the order in which they are tried. */
export const BAUD_RATES = [115_200, 57_600, 38_400, 19_200, 9_600] as const;

/** All waiting of the driver, ms. The time limits of single requests stand with the commands. */
const DELAYS = {
  /** Between two polls for a card. */
  poll: 300,
  /** Before the first, second and every later attempt to open the port again. */
  reopen: [1000, 2000, 5000],
  /** No answer for so long after opening is reported, though other rates may still be tried. */
  reportSilence: 1000,
  /** Polls unanswered for so long: the link counts as lost. */
  lost: 1500,
  /** The first wait for a SAM whose rate is known. */
  firstAnswer: 900,
  /** Waits that long are not made longer. */
  longestFirstAnswer: 3000,
} as const;

/** Attempts at one rate before the next is tried. A SAM may swallow the first request together with
 * the remains of one that reached it at a wrong rate. */
const ATTEMPTS_PER_RATE = 2;

export interface SamReaderOptions {
  /** The port at a given rate. */
  readonly portAt: (baudRate: number) => BytePort;
  /** Fixed rate; without it the rates of `BAUD_RATES` are probed. */
  readonly baudRate?: number | undefined;
  readonly clock: Clock;
  readonly capability: IdCardReader['capability'];
}

/** Why an open link was given up. */
type LinkEnd =
  | 'vanished'
  /** No answer that can be understood. */
  | 'silent'
  /** Answers, among too much damage: a fresh port often helps. */
  | 'unsound'
  | 'stopped'
  | 'broken';

/** A reader of identity cards on the serial side of a SAM_V module. */
export function createSamReader(options: SamReaderOptions): IdCardReader {
  return new SamReader(options);
}

class SamReader implements IdCardReader {
  readonly capability: IdCardReader['capability'];
  readonly #options: SamReaderOptions;
  readonly #clock: Clock;
  readonly #listeners = new Set<(event: IdCardEvent) => void>();
  #status: LinkStatus = { kind: 'starting' };
  /** The rate that last worked comes first when the port is opened again. */
  #rates: readonly number[];
  /** What was learned of this reader's pace outlives a pulled cable. */
  readonly #patience = new Patience();
  #link: SamLink | undefined;
  #wake: (() => void) | undefined;
  #stopped = true;
  #run: Promise<void> = Promise.resolve();

  constructor(options: SamReaderOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.capability = options.capability;
    this.#rates = options.baudRate === undefined ? BAUD_RATES : [options.baudRate];
    if (options.baudRate !== undefined) this.#patience.startWith('status', DELAYS.firstAnswer);
  }

  status(): LinkStatus {
    return this.#status;
  }

  subscribe(listener: (event: IdCardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#run = this.#run.then(() => this.#keepRunning());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#link?.close();
    await this.#run;
  }

  readonly #emit = (event: IdCardEvent): void => {
    if (this.#stopped) return;
    // A set walks on safely while listeners leave it.
    for (const listener of this.#listeners) listener(event);
  };

  /** Told on change only. */
  #report(status: LinkStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#emit({ type: 'status', status });
  }

  async #keepRunning(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      const link = await this.#connect();
      if (link !== undefined) {
        failures = 0;
        const end = await this.#serve(link);
        await link.close();
        this.#link = undefined;
        if (end === 'vanished') this.#report({ kind: 'absent' });
        if (end === 'silent') this.#report({ kind: 'no-answer' });
        if (end === 'unsound') {
          this.#report({ kind: 'starting' });
          continue;
        }
      }
      const delay = DELAYS.reopen[Math.min(failures, DELAYS.reopen.length - 1)] ?? 0;
      failures += 1;
      await this.#pause(delay);
    }
  }

  /** Opens the port and asks the SAM how it is; only a SAM that says it is well is `ready`. */
  async #connect(): Promise<SamLink | undefined> {
    const began = this.#clock.monotonic();
    for (const rate of this.#rates) {
      const opened = await this.#options.portAt(rate).open();
      if (!opened.ok) {
        this.#report(opened.error.kind === 'absent' ? { kind: 'absent' } : opened.error);
        return undefined;
      }
      const link = new SamLink(opened.value, this.#clock, rate, this.#patience);
      this.#link = link;
      const health = this.#stopped ? 'silent' : await this.#askHealth(link);
      if (health === 'well') {
        this.#rates = [rate, ...this.#rates.filter((other) => other !== rate)];
        this.#reportReady();
        return link;
      }
      await link.close();
      this.#link = undefined;
      if (this.#stopped || health === 'broken') return undefined;
      if (health === 'vanished') {
        this.#report({ kind: 'absent' });
        return undefined;
      }
      if (this.#clock.monotonic() - began >= DELAYS.reportSilence) this.#report({ kind: 'no-answer' });
    }
    this.#report({ kind: 'no-answer' });
    if (this.#patience.limitMs('status') < DELAYS.longestFirstAnswer) this.#patience.missed('status');
    return undefined;
  }

  async #askHealth(link: SamLink): Promise<'well' | 'broken' | 'silent' | 'vanished'> {
    for (let attempt = 0; attempt < ATTEMPTS_PER_RATE; attempt++) {
      const exchange = await link.ask('status');
      if (exchange.kind === 'gone') return 'vanished';
      if (exchange.kind === 'stalled') this.#patience.paused();
      if (exchange.kind !== 'answer') continue;
      const { sw3 } = exchange.response;
      if (verdict(sw3) === 'ok') return 'well';
      if (verdict(sw3) === 'resend') continue;
      this.#reportBroken(sw3);
      return 'broken';
    }
    return 'silent';
  }

  #reportReady(): void {
    const { slowMs } = this.#patience;
    this.#report(slowMs === undefined ? { kind: 'ready' } : { kind: 'ready', slowMs });
  }

  #reportBroken(sw3: number): void {
    this.#report({ kind: 'broken', detail: `SAM status ${sw3.toString(16).toUpperCase()}` });
  }

  /** Polls for cards until the link is lost. */
  async #serve(link: SamLink): Promise<LinkEnd> {
    const sequence = new CardSequence(link, this.#patience, this.#emit);
    let heardAt = this.#clock.monotonic();
    for (;;) {
      const step = await sequence.poll();
      if (this.#stopped) return 'stopped';
      if (step.kind === 'gone') return 'vanished';
      if (step.kind === 'broken') {
        this.#reportBroken(step.sw3);
        return 'broken';
      }
      if (step.kind === 'garbled') return 'silent';
      if (link.unsound) return 'unsound';
      if (step.kind === 'silence') {
        // Silence has taken its time already.
        if (this.#clock.monotonic() - heardAt >= DELAYS.lost) return 'silent';
        continue;
      }
      this.#reportReady();
      await this.#pause(DELAYS.poll, link);
      heardAt = this.#clock.monotonic();
    }
  }

  /** Waits; `stop` and the end of `link` cut it short. */
  #pause(ms: number, link?: SamLink): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#wake = undefined;
        cancel();
        offClosed();
        resolve();
      };
      let offClosed = () => {};
      const cancel = this.#clock.after(ms, wake);
      this.#wake = wake;
      offClosed = link?.onClosed(wake) ?? offClosed;
    });
  }
}
