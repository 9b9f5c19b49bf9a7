/**
 * SAM_V frames (居民身份证验证安全控制模块, serial side).
 *
 *   request   AA AA AA 96 69 | Len (2, big-endian) | CMD PARA | data | chk
 *   response  AA AA AA 96 69 | Len (2, big-endian) | SW1 SW2 SW3 | data | chk
 *
 * Len counts everything after itself, chk included; chk is the XOR of everything after the preamble
 * up to itself, Len included.
 */
const PREAMBLE = [0xaa, 0xaa, 0xaa, 0x96, 0x69] as const;
const HEADER_LENGTH = PREAMBLE.length + 2;

/** Bounds of Len. The longest answer, text + photo + fingerprints, has 2,314. */
const MAX_LENGTH = 2400;
const MIN_LENGTH = { request: 3, response: 4 } as const;

/** Everything the decoder ever holds: one frame of the greatest length. */
const CAPACITY = HEADER_LENGTH + MAX_LENGTH;

export type FrameEvent =
  /** Length and checksum are right. `body` is what lies between Len and chk. */
  | { readonly type: 'frame'; readonly body: Uint8Array }
  /** A preamble with a Len outside its bounds, or a whole frame with a wrong checksum. */
  | { readonly type: 'refused'; readonly reason: 'length' | 'checksum'; readonly bodyLength: number }
  /** Bytes outside any frame. */
  | { readonly type: 'noise'; readonly bytes: number };

/** Wraps a body (CMD PARA data, or SW1 SW2 SW3 data) into a frame. */
export function encodeFrame(body: Uint8Array): Uint8Array {
  const length = body.length + 1;
  if (length > MAX_LENGTH) throw new RangeError(`a SAM frame holds at most ${MAX_LENGTH - 1} bytes`);
  const frame = new Uint8Array(HEADER_LENGTH + length);
  frame.set(PREAMBLE);
  frame[5] = length >> 8;
  frame[6] = length & 0xff;
  frame.set(body, HEADER_LENGTH);
  frame[frame.length - 1] = xor(frame, PREAMBLE.length, frame.length - 1);
  return frame;
}

/**
 * Finds frames in a stream that may be cut anywhere and may hold anything. It looks only at preamble,
 * length and checksum, never at pauses: USB adapters and busy machines pause where they like. After a
 * refusal it drops one byte and looks again, so that a true frame behind a false preamble is found.
 * Total on any input; holds at most one frame's bytes.
 */
export class FrameDecoder {
  readonly #minLength: number;
  readonly #buffer = new Uint8Array(CAPACITY);
  #held = 0;

  constructor(side: 'request' | 'response') {
    this.#minLength = MIN_LENGTH[side];
  }

  /** Bytes held back, waiting for the rest of their frame. */
  get held(): number {
    return this.#held;
  }

  push(chunk: Uint8Array): FrameEvent[] {
    const events: FrameEvent[] = [];
    let taken = 0;
    while (taken < chunk.length) {
      const part = chunk.subarray(taken, taken + CAPACITY - this.#held);
      this.#buffer.set(part, this.#held);
      this.#held += part.length;
      taken += part.length;
      this.#scan(events);
    }
    return events;
  }

  /**
   * The body of the frame now arriving, as far as it is in; nothing of it is verified yet.
   * A view that the next `push` overwrites.
   */
  partial(): Uint8Array | undefined {
    if (this.#held < HEADER_LENGTH) return undefined;
    const end = HEADER_LENGTH + this.#lengthAt(0) - 1;
    return this.#buffer.subarray(HEADER_LENGTH, Math.min(this.#held, end));
  }

  /** Bytes are held that may be the start of a frame. */
  get begun(): boolean {
    return this.#held > 0;
  }

  /** Forgets a half frame, when a new request makes it stale. */
  reset(): void {
    this.#held = 0;
  }

  #scan(events: FrameEvent[]): void {
    let start = 0;
    let noise = 0;
    for (;;) {
      const preamble = this.#nextPreamble(start);
      noise += preamble - start;
      start = preamble;
      if (this.#held - start < HEADER_LENGTH) break;
      const length = this.#lengthAt(start);
      const end = start + HEADER_LENGTH + length;
      if (length < this.#minLength || length > MAX_LENGTH) {
        events.push({ type: 'refused', reason: 'length', bodyLength: length - 1 });
      } else if (this.#held < end) {
        break;
      } else if (xor(this.#buffer, start + PREAMBLE.length, end) !== 0) {
        events.push({ type: 'refused', reason: 'checksum', bodyLength: length - 1 });
      } else {
        events.push({ type: 'frame', body: this.#buffer.slice(start + HEADER_LENGTH, end - 1) });
        start = end;
        continue;
      }
      start += 1;
      noise += 1;
    }
    if (noise > 0) events.push({ type: 'noise', bytes: noise });
    this.#buffer.copyWithin(0, start, this.#held);
    this.#held -= start;
  }

  /** The first index from `start` where a preamble stands, or may still come to stand. */
  #nextPreamble(start: number): number {
    for (let i = start; i < this.#held; i++) {
      let matched = 0;
      while (matched < PREAMBLE.length && i + matched < this.#held) {
        if (this.#buffer[i + matched] !== PREAMBLE[matched]) break;
        matched += 1;
      }
      if (matched === PREAMBLE.length || i + matched === this.#held) return i;
    }
    return this.#held;
  }

  #lengthAt(start: number): number {
    return ((this.#buffer[start + 5] ?? 0) << 8) | (this.#buffer[start + 6] ?? 0);
  }
}

function xor(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum ^= bytes[i] ?? 0;
  return sum;
}
