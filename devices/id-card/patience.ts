import { SAM_COMMANDS, type SamCommand } from './sam-command.ts';

/**
 * How long one reader is waited for. Makers' figures differ by ten: a good SAM finds a card in 20 ms,
 * some take 2 s for every answer and read every card all the same. So nobody's time is assumed: a reader
 * starts with generous limits, and each answer teaches what to expect of the next. A quick reader that
 * falls silent is then missed within two seconds, a slow one is not called lost.
 */
const START_MS: Readonly<Partial<Record<SamCommand, number>>> = { find: 1900, select: 2500, readBase: 8000 };

/** An answer may take this many times the longest of the last ones. */
const MARGIN = 3;
/** Answers that count as the last ones. */
const REMEMBERED = 8;
const LONGEST_MS = 20_000;

/**
 * An answer that has begun and pauses longer will not go on: bytes were lost, or the reader was pulled in
 * the middle of a frame and the operating system does not tell. This frames nothing.
 */
const STALL_MS = 1000;
const LONGEST_STALL_MS = 8000;

/** Waiting for this long before every screen is what people call slow. */
const SLOW_MS = 400;

export class Patience {
  readonly #limits = new Map<SamCommand, number>();
  readonly #seen = new Map<SamCommand, readonly number[]>();
  #stallMs = STALL_MS;

  /** Longest time from request to answer, apart from the time on the wire, ms. */
  limitMs(command: SamCommand): number {
    const start = this.#quick ? undefined : START_MS[command];
    return this.#limits.get(command) ?? start ?? SAM_COMMANDS[command].timeoutMs;
  }

  /** Longest pause inside an answer, ms. */
  get stallMs(): number {
    return this.#stallMs;
  }

  /** The answer came `ms` after the request, the time on the wire taken off. */
  heard(command: SamCommand, ms: number): void {
    const seen = [...(this.#seen.get(command) ?? []), ms].slice(-REMEMBERED);
    this.#seen.set(command, seen);
    this.#limits.set(
      command,
      Math.min(LONGEST_MS, Math.max(SAM_COMMANDS[command].timeoutMs, MARGIN * Math.max(...seen))),
    );
  }

  /** No answer within the limit: the next wait is twice as long, unless this reader is known to be quick. */
  missed(command: SamCommand): void {
    const slowest = Math.max(...(this.#seen.get(command) ?? [SLOW_MS]));
    if (slowest >= SLOW_MS) this.#limits.set(command, Math.min(LONGEST_MS, 2 * this.limitMs(command)));
  }

  /** A wait of at least `ms` next time, where the rate of the line is known and only silence is not. */
  startWith(command: SamCommand, ms: number): void {
    if (!this.#limits.has(command)) this.#limits.set(command, ms);
  }

  /** An answer paused for longer than `stallMs`, and the reader was there all the same. */
  paused(): void {
    this.#stallMs = Math.min(LONGEST_STALL_MS, 2 * this.#stallMs);
  }

  /** The usual answer takes so long that people notice: ms, in steps of a half second; `undefined` when it does not. */
  get slowMs(): number | undefined {
    const seen = [...(this.#seen.get('find') ?? this.#seen.get('status') ?? [])].sort((a, b) => a - b);
    const usual = seen[seen.length >> 1] ?? 0;
    return usual >= SLOW_MS ? Math.max(1, Math.round(usual / 500)) * 500 : undefined;
  }

  /** It answered what was asked so far without delay: what it has not been asked yet will not differ by much. */
  get #quick(): boolean {
    const seen = this.#seen.get('find') ?? [];
    return seen.length > 0 && Math.max(...seen) < SLOW_MS / 4;
  }
}
