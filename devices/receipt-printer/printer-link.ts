import type { Clock } from '../../shared/clock/clock.ts';
import { unread } from '../../shared/result/background.ts';
import type { Result } from '../../shared/result/result.ts';
import type { BytePipe, WriteFault } from '../transport/byte-pipe.ts';
import {
  type Answers,
  classify,
  NO_UNASKED_STATUS,
  QUESTIONS,
  type Question,
  statusRequest,
} from './status-bytes.ts';

/** The printer said that it worked off everything before the question. */
export interface Confirmation {
  readonly paperEnd: boolean;
}

const QUESTION_WRITE_MS = 1000;
/** After so many in a row a question is taken for unknown to this model. */
const SILENCES = 2;

/**
 * Questions and answers over one open pipe. Status answers carry no number, so one question is asked
 * at a time; what is asked and what comes back is counted.
 */
export class PrinterLink {
  readonly #pipe: BytePipe;
  readonly #clock: Clock;
  #answer: ((bits: number) => void) | undefined;
  #confirm: ((confirmation: Confirmation) => void) | undefined;
  /** Bytes of an unasked status still to be passed over. */
  #unasked = 0;
  /** Status questions that nobody answered in time; a late answer may still come. */
  #owed = 0;
  /** Silences on a question that was never answered on this connection, while others were. */
  readonly #silences = new Map<Question, number>();
  #gone = false;

  constructor(pipe: BytePipe, clock: Clock) {
    this.#pipe = pipe;
    this.#clock = clock;
    pipe.onData((chunk) => {
      for (const byte of chunk) this.#receive(byte);
    });
    pipe.onClosed(() => {
      this.#gone = true;
    });
  }

  get isGone(): boolean {
    return this.#gone;
  }

  onClosed(listener: () => void): () => void {
    return this.#pipe.onClosed(() => listener());
  }

  close(): Promise<void> {
    return this.#pipe.close();
  }

  send(bytes: Uint8Array, timeoutMs: number): Promise<Result<void, WriteFault>> {
    return this.#pipe.write(bytes, timeoutMs);
  }

  /** Turns unasked status off; to be sent once after opening. */
  async quieten(): Promise<void> {
    // A printer that did not take it will not take the questions after it either.
    unread(await this.#pipe.write(NO_UNASKED_STATUS, QUESTION_WRITE_MS));
  }

  /** Asks all four questions; gives up when the first two stay unanswered. */
  async ask(timeoutMs: number): Promise<Answers> {
    const answers: Partial<Record<Question, number>> = {};
    for (const question of QUESTIONS) {
      if ((this.#silences.get(question) ?? 0) >= SILENCES) continue;
      const bits = await this.#question(question, timeoutMs);
      if (bits !== undefined) answers[question] = bits;
      if (this.#gone || (question === 2 && Object.keys(answers).length === 0)) return {};
    }
    this.#learn(answers);
    return answers;
  }

  /** A printer without question 3 or 4 would cost a timeout at every poll. */
  #learn(answers: Answers): void {
    for (const question of QUESTIONS) {
      const silences = this.#silences.get(question) ?? 0;
      if (answers[question] !== undefined) this.#silences.set(question, Number.NEGATIVE_INFINITY);
      else this.#silences.set(question, silences + 1);
    }
  }

  /**
   * Sends a job. `confirmed` settles when GS r at its end is answered; never, if it is not.
   * At most one job at a time.
   */
  sendJob(
    bytes: Uint8Array,
    timeoutMs: number,
  ): { readonly written: Promise<Result<void, WriteFault>>; readonly confirmed: Promise<Confirmation> } {
    const confirmed = this.nextConfirmation();
    return { written: this.#pipe.write(bytes, timeoutMs), confirmed };
  }

  /** Settles at the next answer to GS r; never, if none comes. */
  nextConfirmation(): Promise<Confirmation> {
    return new Promise((resolve) => {
      this.#confirm = resolve;
    });
  }

  /** From now on nothing counts as the answer to GS r. */
  forgetJob(): void {
    this.#confirm = undefined;
  }

  #question(question: Question, timeoutMs: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const finish = (bits: number | undefined): void => {
        this.#answer = undefined;
        cancel();
        offClosed();
        resolve(bits);
      };
      const cancel = this.#clock.after(timeoutMs, () => {
        this.#owed += 1;
        finish(undefined);
      });
      this.#answer = finish;
      let offClosed = (): void => {};
      offClosed = this.#pipe.onClosed(() => finish(undefined));
      // A write that fails ends like any other question that nobody answers.
      unread(this.#pipe.write(statusRequest(question), QUESTION_WRITE_MS));
    });
  }

  #receive(byte: number): void {
    const meaning = classify(byte);
    if (meaning.kind === 'flow' || meaning.kind === 'noise') return;
    if (meaning.kind === 'unasked') {
      this.#unasked = 3;
      return;
    }
    if (meaning.kind === 'end-of-job') {
      if (this.#unasked > 0) this.#unasked -= 1;
      else this.#confirmed(meaning.paperEnd);
      return;
    }
    this.#unasked = 0;
    if (this.#answer !== undefined) {
      this.#answer(meaning.bits);
    } else if (this.#owed > 0) {
      this.#owed -= 1;
    } else {
      // Some makes answer GS r in the shape of DLE EOT. With every status question answered, a byte
      // too many can only be that.
      this.#confirmed(false);
    }
  }

  #confirmed(paperEnd: boolean): void {
    const confirm = this.#confirm;
    this.#confirm = undefined;
    confirm?.({ paperEnd });
  }
}
