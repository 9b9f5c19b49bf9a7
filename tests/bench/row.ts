/** One line of the benchmark suite. */
export interface BenchRow {
  readonly name: string;
  /** What was measured, in `unit`. */
  readonly ours: number;
  /** The peer measured in the same run, or the physical limit. */
  readonly peer?: number;
  /** What `ratio` must not pass, or must reach where `atLeast` is set. */
  readonly limit?: number;
  readonly atLeast?: boolean;
  /** ours ÷ peer, or ours ÷ the stated maximum where there is no peer. */
  readonly ratio: number;
  /** Repetitions. */
  readonly n: number;
  readonly unit?: string;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** `q` in 0 … 1; nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
