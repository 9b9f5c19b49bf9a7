import type { Clock } from '../../shared/clock/clock.ts';
import { unread } from '../../shared/result/background.ts';
import type { BytePipe } from '../transport/byte-pipe.ts';
import type { Patience } from './patience.ts';
import {
  answers,
  encodeRequest,
  isSuccessLength,
  longestAnswerMs,
  type SamCommand,
  wireTimeMs,
} from './sam-command.ts';
import { FrameDecoder, type FrameEvent } from './sam-frame.ts';
import { parseResponse, type SamResponse } from './sam-status.ts';

/** How one request ended. */
export type Exchange =
  | { readonly kind: 'answer'; readonly response: SamResponse }
  /** Bytes came, and no frame that answers. */
  | { readonly kind: 'garbled' }
  /** Bytes came and stopped: some were lost, or the reader was. */
  | { readonly kind: 'stalled' }
  /** Nothing came in time. */
  | { readonly kind: 'silence' }
  /** The pipe closed. */
  | { readonly kind: 'gone' };

/** An answer that trickles in with pauses is given up after this long. */
const LONGEST_ANSWER_MS = 20_000;

const WRITE_TIMEOUT_MS = 500;

/** Five damaged exchanges in ten seconds: the port is to be opened anew. */
const DAMAGE_LIMIT = 5;
const DAMAGE_WINDOW_MS = 10_000;

/** Request and answer over one open pipe; one request at a time. Retries belong to the driver. */
export class SamLink {
  readonly #pipe: BytePipe;
  readonly #clock: Clock;
  readonly #baudRate: number;
  readonly #patience: Patience;
  readonly #decoder = new FrameDecoder('response');
  #receive: ((chunk: Uint8Array, events: readonly FrameEvent[]) => void) | undefined;
  /** Damaged bytes since the last request began; each request counts them once. */
  #damaged = false;
  #damages: number[] = [];
  /** The request that nothing answered so far: a slow reader's answer to it may come as that to its repetition. */
  #unanswered: { readonly command: SamCommand; readonly since: number } | undefined;

  constructor(pipe: BytePipe, clock: Clock, baudRate: number, patience: Patience) {
    this.#pipe = pipe;
    this.#clock = clock;
    this.#baudRate = baudRate;
    this.#patience = patience;
    pipe.onData((chunk) => {
      const events = this.#decoder.push(chunk);
      if (events.some((event) => event.type !== 'frame')) this.#damaged = true;
      this.#receive?.(chunk, events);
    });
  }

  /** Whether so much arrives damaged that the port should be reset. */
  get unsound(): boolean {
    const since = this.#clock.monotonic() - DAMAGE_WINDOW_MS;
    this.#damages = this.#damages.filter((at) => at > since);
    return this.#damages.length >= DAMAGE_LIMIT;
  }

  onClosed(listener: () => void): () => void {
    return this.#pipe.onClosed(listener);
  }

  close(): Promise<void> {
    return this.#pipe.close();
  }

  /**
   * Sends `command` and waits for its answer. `watch` sees the body of the answer grow, unverified.
   * Late answers to earlier requests are passed over.
   */
  async ask(command: SamCommand, watch?: (partialBody: Uint8Array) => void): Promise<Exchange> {
    // A half frame from before will never be completed: the SAM speaks only when asked.
    this.#decoder.reset();
    const exchange = await this.#exchange(command, watch);
    if (this.#damaged) {
      this.#damaged = false;
      this.#damages.push(this.#clock.monotonic());
    }
    return exchange;
  }

  #exchange(command: SamCommand, watch: ((partialBody: Uint8Array) => void) | undefined): Promise<Exchange> {
    return new Promise((resolve) => {
      const patience = this.#patience;
      const now = this.#clock.monotonic();
      const since = this.#unanswered?.command === command ? this.#unanswered.since : now;
      this.#unanswered = { command, since };
      let heard = false;
      let begun = false;
      const finish = (exchange: Exchange) => {
        this.#receive = undefined;
        cancelDeadline();
        cancelStall();
        offClosed();
        resolve(exchange);
      };
      const giveUp = () => finish({ kind: heard ? 'garbled' : 'silence' });
      const stall = () => finish({ kind: 'stalled' });
      const wait = (longer = 0) =>
        this.#clock.after(
          patience.limitMs(command) + longestAnswerMs(command, this.#baudRate) + longer,
          giveUp,
        );
      let cancelStall = () => {};
      let offClosed = () => {};
      let cancelDeadline = wait();

      this.#receive = (_chunk, events) => {
        heard = true;
        const outcome = firstOutcome(command, events);
        if (outcome?.kind === 'answer') {
          const onTheWire = wireTimeMs(outcome.response.data.length, this.#baudRate);
          patience.heard(command, Math.max(0, this.#clock.monotonic() - since - onTheWire));
          this.#unanswered = undefined;
        }
        if (outcome !== undefined) return finish(outcome);
        cancelStall();
        cancelStall = () => {};
        if (events.at(-1)?.type === 'frame') {
          // A whole answer to an earlier request: a slow reader works its requests off one by one.
          cancelDeadline();
          cancelDeadline = wait();
          return;
        }
        cancelStall = this.#clock.after(patience.stallMs, stall);
        if (!begun && this.#decoder.begun) {
          // It has begun to answer: from here on only a pause inside the answer, or one without end, is too long.
          begun = true;
          cancelDeadline();
          cancelDeadline = wait(LONGEST_ANSWER_MS);
        }
        const partial = this.#decoder.partial();
        if (partial !== undefined) watch?.(partial);
      };
      offClosed = this.#pipe.onClosed(() => finish({ kind: 'gone' }));
      // A write that fails or hangs ends like any other request that nobody answers.
      unread(this.#pipe.write(encodeRequest(command), WRITE_TIMEOUT_MS));
    });
  }
}

/** The first event that decides the exchange, if any does. */
function firstOutcome(command: SamCommand, events: readonly FrameEvent[]): Exchange | undefined {
  for (const event of events) {
    if (event.type === 'frame') {
      const response = parseResponse(event.body);
      if (response.ok && answers(command, response.value))
        return { kind: 'answer', response: response.value };
    } else if (event.type === 'refused' && event.reason === 'checksum') {
      // The answer itself, hit on the way: no use in waiting for another.
      if (isSuccessLength(command, event.bodyLength - 3)) return { kind: 'garbled' };
    }
  }
  return undefined;
}
