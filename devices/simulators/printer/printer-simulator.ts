import type { Clock } from '../../../shared/clock/clock.ts';
import { unread } from '../../../shared/result/background.ts';
import type { BytePipe } from '../../transport/byte-pipe.ts';
import { EscposReader } from './escpos-reader.ts';
import type { PaperItem } from './paper.ts';

/** The state of the machine, as a person could change it by hand. */
export interface PrinterCondition {
  readonly paper: 'ok' | 'low' | 'out';
  readonly cover: 'closed' | 'open';
  readonly fault: 'none' | 'cutter' | 'hot' | 'mechanical' | 'unrecoverable';
  /** Switched off, wrong speed, wrong cable: takes bytes and says nothing. */
  readonly silent: boolean;
  /** False: a model that does not know GS r. */
  readonly confirms: boolean;
  /** Questions of DLE EOT that this model does not know. */
  readonly ignores: readonly number[];
  /** Bytes worked off in a second; 0 is at once. */
  readonly bytesPerSecond: number;
  /** A model that ignores DLE ENQ 2: what it holds comes out once it can print again. */
  readonly keepsBuffer: boolean;
  /** Answers GS r in the shape of DLE EOT, as some makes do. */
  readonly confirmsLikeStatus: boolean;
}

const WELL: PrinterCondition = {
  paper: 'ok',
  cover: 'closed',
  fault: 'none',
  silent: false,
  confirms: true,
  ignores: [],
  bytesPerSecond: 0,
  keepsBuffer: false,
  confirmsLikeStatus: false,
};

const TICK_MS = 20;
/** Chunks and lines kept for whoever looks: a demo may run for weeks. */
const KEPT = 2000;

/** A programmable slip printer that speaks the real bytes. `serve` joins it to any pipe. */
export class PrinterSimulator {
  readonly #clock: Clock;
  readonly #reader = new EscposReader();
  readonly #listeners = new Set<() => void>();
  #condition = WELL;
  #paper: PaperItem[] = [];
  #waiting = new Uint8Array(0);
  #received: Uint8Array[] = [];
  #worked = 0;
  #accident: { readonly at: number; readonly change: Partial<PrinterCondition> } | undefined;
  /** Last two bytes, for real-time commands that arrive in pieces. */
  #tail: readonly [number, number] = [-1, -1];
  #pipe: BytePipe | undefined;
  #ticking = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get condition(): PrinterCondition {
    return this.#condition;
  }

  /** All that came out so far. */
  get paper(): readonly PaperItem[] {
    return this.#paper;
  }

  /** Every byte that arrived, questions included. */
  get received(): Uint8Array {
    return Buffer.concat(this.#received);
  }

  /** Bytes that came in and are not worked off. */
  get pendingBytes(): number {
    return this.#waiting.length;
  }

  /** Called when paper comes out or the condition changes. Returns an unsubscribe function. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(change: Partial<PrinterCondition>): void {
    this.#condition = { ...this.#condition, ...change };
    this.#changed();
    this.#work();
  }

  /** `change` happens by itself once `bytes` more bytes have been worked off. */
  accidentAfter(bytes: number, change: Partial<PrinterCondition>): void {
    this.#accident = { at: this.#worked + bytes, change };
  }

  /** Somebody takes the slips out of the tray. */
  takePaper(): readonly PaperItem[] {
    const taken = this.#paper;
    this.#paper = [];
    this.#changed();
    return taken;
  }

  /** Sends bytes that nobody asked for. */
  blurt(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  /** The device's end of an opened port. A new connection replaces the old one. */
  serve(pipe: BytePipe): void {
    this.#pipe = pipe;
    pipe.onData((chunk) => this.#receive(chunk));
    pipe.onClosed(() => {
      if (this.#pipe === pipe) this.#pipe = undefined;
    });
  }

  #receive(chunk: Uint8Array): void {
    if (this.#condition.silent) return;
    this.#received.push(chunk);
    if (this.#received.length > KEPT) this.#received.shift();
    // A question by itself never enters the buffer; one amid other bytes is passed over when read.
    const alone = chunk.length === 3 && chunk[0] === 0x10 && (chunk[1] === 0x04 || chunk[1] === 0x05);
    if (!alone) this.#waiting = concat(this.#waiting, chunk);
    // Real-time commands act on arrival, wherever they stand, in the middle of a picture too.
    for (const byte of chunk) {
      const [first, second] = this.#tail;
      if (first === 0x10 && second === 0x04) this.#answerStatus(byte);
      if (first === 0x10 && second === 0x05 && byte === 0x02) this.#clear();
      this.#tail = [second, byte];
    }
    this.#work();
  }

  #answerStatus(question: number): void {
    const { paper, cover, fault, ignores } = this.#condition;
    if (ignores.includes(question)) return;
    let bits = 0x12;
    const put = (when: boolean, value: number): void => {
      if (when) bits |= value;
    };
    if (question === 1) {
      put(this.#isStopped(), 0x08);
    } else if (question === 2) {
      put(cover === 'open', 0x04);
      put(paper === 'out', 0x20);
      put(fault !== 'none', 0x40);
    } else if (question === 3) {
      put(fault === 'mechanical', 0x04);
      put(fault === 'cutter', 0x08);
      put(fault === 'unrecoverable', 0x20);
      put(fault === 'hot', 0x40);
    } else if (question === 4) {
      put(paper !== 'ok', 0x0c);
      put(paper === 'out', 0x60);
    } else {
      return;
    }
    this.#say(bits);
  }

  #isStopped(): boolean {
    const { paper, cover, fault } = this.#condition;
    return paper === 'out' || cover === 'open' || fault !== 'none';
  }

  /** DLE ENQ 2: the cutter gets another try, and what was not printed is forgotten. */
  #clear(): void {
    if (this.#condition.keepsBuffer) return;
    this.#waiting = new Uint8Array(0);
    this.#reader.reset();
    if (this.#condition.fault === 'cutter') this.change({ fault: 'none' });
  }

  #work(): void {
    const { bytesPerSecond } = this.#condition;
    if (bytesPerSecond === 0) {
      this.#workOff(Number.POSITIVE_INFINITY);
    } else if (!this.#ticking && this.#waiting.length > 0 && !this.#isStopped()) {
      this.#ticking = true;
      this.#clock.after(TICK_MS, () => {
        this.#ticking = false;
        const before = this.#worked;
        this.#workOff(Math.max(1, Math.round((bytesPerSecond * TICK_MS) / 1000)));
        // Half a command: more bytes will come, and wake this again.
        if (this.#worked > before) this.#work();
      });
    }
  }

  #workOff(budget: number): void {
    let left = budget;
    while (left > 0 && !this.#isStopped() && !this.#condition.silent) {
      const piece = this.#reader.step(this.#waiting);
      if (piece === undefined) return;
      this.#waiting = this.#waiting.subarray(piece.used);
      this.#worked += piece.used;
      left -= piece.used;
      if (piece.effect.kind === 'print') {
        this.#paper.push(piece.effect.item);
        if (this.#paper.length > KEPT) this.#paper.shift();
        this.#changed();
      } else if (piece.effect.kind === 'confirm' && this.#condition.confirms) {
        const low = this.#condition.paper === 'low' ? 0x03 : 0x00;
        this.#say(this.#condition.confirmsLikeStatus ? 0x12 : low);
      }
      if (this.#accident !== undefined && this.#worked >= this.#accident.at) {
        const { change } = this.#accident;
        this.#accident = undefined;
        this.change(change);
      }
    }
  }

  #say(byte: number): void {
    if (!this.#condition.silent) this.#send(Uint8Array.of(byte));
  }

  /** Whoever has hung up hears nothing, as with a real printer. */
  #send(bytes: Uint8Array): void {
    if (this.#pipe !== undefined) unread(this.#pipe.write(bytes, 1000));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
