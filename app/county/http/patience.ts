/** How long the service waits for whom, ms. */
export interface Patience {
  /** A request, its head and its body together, that has not arrived whole by then is dropped. */
  readonly requestMs: number;
  /** How often it looks for such requests. */
  readonly lookMs: number;
  /** A connection without a request. */
  readonly idleMs: number;
  /** Everything comes this much late, on average over `sampleMs`: more work is turned away. */
  readonly lateMs: number;
  readonly sampleMs: number;
}

export const PATIENCE: Patience = {
  requestMs: 15_000,
  lookMs: 500,
  idleMs: 65_000,
  lateMs: 1000,
  // One long commit is no overload: it takes seconds of nothing but long turns.
  sampleMs: 5000,
};
