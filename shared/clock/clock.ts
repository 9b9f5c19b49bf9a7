/** Time, injected. Wall time is evidence, never order (order is by sequence number). */
export interface Clock {
  /** Wall clock, ms since the Unix epoch. May jump. */
  now(): number;
  /** Monotonic, ms since an arbitrary start. Never runs backwards. */
  monotonic(): number;
  /** Calls back once after `ms`. Returns a cancel function. */
  after(ms: number, callback: () => void): () => void;
}

/** Randomness, injected. Production hands in the operating system's CSPRNG. */
export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array;
  /** A uniform integer in [0, bound). `bound` is at most 2^32. */
  below(bound: number): number;
}
