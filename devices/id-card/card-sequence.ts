import type { IdCardEvent, ReadFault } from '../contract/id-card-reader.ts';
import { parseCard, provisionalName } from './card-data.ts';
import type { SamCommand } from './sam-command.ts';
import type { Exchange, SamLink } from './sam-link.ts';
import type { Patience } from './patience.ts';
import { type SamVerdict, verdict } from './sam-status.ts';

/** How one poll, with the reading that it may have led to, left the link. */
export type PollStep =
  | { readonly kind: 'answered' }
  /** Nothing but damaged answers to the poll and its repetitions. */
  | { readonly kind: 'garbled' }
  | { readonly kind: 'silence' }
  /** The SAM reports itself out of service. */
  | { readonly kind: 'broken'; readonly sw3: number }
  | { readonly kind: 'gone' };

type Answer =
  | { readonly kind: 'answer'; readonly verdict: SamVerdict; readonly sw3: number; readonly data: Uint8Array }
  | Exclude<Exchange, { kind: 'answer' }>;

/** Times that a request is repeated when its answer arrived damaged. */
const RE_ASKS = 2;

/**
 * Find, select, read: the life of cards on the reader, told as events.
 *
 * After a good read the SAM answers 80 until the card is lifted and put down again, so 80 does not
 * mean that no card lies there; 9F always means a new placement. After a failed read the same card
 * gives 9F on every poll. Such repeats are tried in silence: someone who left a bank card on the
 * reader is told so once.
 */
export class CardSequence {
  readonly #link: SamLink;
  readonly #patience: Patience;
  readonly #emit: (event: IdCardEvent) => void;
  /** The fault of the card that still lies there since its reading failed. */
  #lastFault: ReadFault | undefined;

  constructor(link: SamLink, patience: Patience, emit: (event: IdCardEvent) => void) {
    this.#link = link;
    this.#patience = patience;
    this.#emit = emit;
  }

  async poll(): Promise<PollStep> {
    const found = await this.#ask('find');
    if (found.kind === 'stalled') return { kind: 'garbled' };
    if (found.kind !== 'answer') return found;
    if (found.verdict === 'broken') return { kind: 'broken', sw3: found.sw3 };
    if (found.verdict === 'found') return this.#read();
    this.#lastFault = undefined;
    return { kind: 'answered' };
  }

  async #read(): Promise<PollStep> {
    const repeatOf = this.#lastFault;
    let told = repeatOf === undefined;
    let shownName: string | undefined;
    if (told) this.#emit({ type: 'placed' });
    const tell = (event: IdCardEvent) => {
      if (!told) this.#emit({ type: 'placed' });
      told = true;
      this.#emit(event);
    };
    const fail = (fault: ReadFault): PollStep => {
      this.#lastFault = fault;
      if (told || fault !== repeatOf) tell({ type: 'read-failed', fault });
      return { kind: 'answered' };
    };

    const selected = await this.#ask('select');
    if (selected.kind !== 'answer' || selected.verdict !== 'ok') return failStep(selected, fail);

    const answer = await this.#ask('readBase', (partialBody) => {
      const name = provisionalName(partialBody);
      if (name === undefined || name === shownName) return;
      shownName = name;
      tell({ type: 'provisional-name', name });
    });
    if (answer.kind !== 'answer' || answer.verdict !== 'ok') return failStep(answer, fail);

    const card = parseCard(answer.data);
    if (!card.ok) return fail('unreadable');
    this.#lastFault = undefined;
    tell({ type: 'read', card: card.value });
    return { kind: 'answered' };
  }

  /** Asks, and asks again where that helps: twice after damage, once when the SAM wants it. */
  async #ask(command: SamCommand, watch?: (partialBody: Uint8Array) => void): Promise<Answer> {
    let resent = false;
    let damaged = 0;
    for (;;) {
      const exchange = await this.#link.ask(command, watch);
      if ((exchange.kind === 'garbled' || exchange.kind === 'stalled') && damaged < RE_ASKS) {
        damaged += 1;
        // Lost bytes, or a lost reader? The SAM's status is known at once, a repeated reading is not.
        if (exchange.kind === 'garbled') continue;
        if ((await this.#link.ask('status')).kind !== 'answer') return exchange;
        this.#patience.paused();
        continue;
      }
      if (exchange.kind === 'silence') this.#patience.missed(command);
      if (exchange.kind !== 'answer') return exchange;
      const { sw3, data } = exchange.response;
      if (verdict(sw3) === 'resend' && !resent) {
        resent = true;
        continue;
      }
      return { kind: 'answer', verdict: verdict(sw3), sw3, data };
    }
  }
}

/** Ends a reading that did not come to its data. */
function failStep(answer: Answer, fail: (fault: ReadFault) => PollStep): PollStep {
  if (answer.kind !== 'answer') {
    const damaged = answer.kind === 'garbled' || answer.kind === 'stalled';
    const step = fail(damaged ? 'garbled' : 'moved');
    return answer.kind === 'gone' ? { kind: 'gone' } : step;
  }
  if (answer.verdict === 'broken') {
    fail('moved');
    return { kind: 'broken', sw3: answer.sw3 };
  }
  const { verdict } = answer;
  return fail(verdict === 'not-an-id-card' || verdict === 'not-genuine' ? verdict : 'moved');
}
