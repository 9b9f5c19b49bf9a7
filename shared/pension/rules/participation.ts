import { Exact } from '../explain/decimal.ts';

/** Rates are always worked out from heads; the published ones were not (source text 5). Percent as text. */
export interface ParticipationRate {
  /** 参保率, two decimals. */
  readonly exact: string;
  /** The same with one decimal. */
  readonly shown: string;
  /** 完成率 from heads, two decimals. */
  readonly completion: string;
  /** As published: from a rate rounded first, one decimal. */
  readonly completionAsPublished: string;
}

/** `should` and `targetPercent` > 0; `decimals` to which the publisher rounded the rate first. */
export function participationRate(
  done: string,
  should: string,
  targetPercent: string,
  decimals: number,
): ParticipationRate {
  const rate = new Exact(done).times(100).div(should);
  const rounded = rate.toDecimalPlaces(decimals);
  return {
    exact: rate.toFixed(2),
    shown: rate.toFixed(1),
    completion: new Exact(done).times(10_000).div(should).div(targetPercent).toFixed(2),
    completionAsPublished: rounded.times(100).div(targetPercent).toFixed(1),
  };
}

/** Which whole numbers of 应参保 give `ratePercent`, rounded half-up as it is written; `mid` unrounded. */
export function impliedBase(
  done: string,
  ratePercent: string,
): { readonly min: number; readonly mid: string; readonly max: number } {
  const decimals = ratePercent.split('.')[1]?.length ?? 0;
  const half = new Exact(10).pow(-decimals).div(2);
  const heads = new Exact(done).times(100);
  // The upper end of the rate is not reached (it would round up), the lower one is.
  const min = heads.div(half.plus(ratePercent)).floor().plus(1);
  const lowest = new Exact(ratePercent).minus(half);
  return {
    min: min.toNumber(),
    mid: heads.div(ratePercent).toFixed(2),
    max: heads.div(lowest).floor().toNumber(),
  };
}

/** 目标人数: the fewest heads that reach the target. */
export function targetHeads(should: string, targetPercent: string): number {
  return new Exact(should).times(targetPercent).div(100).ceil().toNumber();
}

/** 目标责任: +5 when all was done in time, −5 otherwise (R18). */
export function targetScore(completionPercent: string, onTime: boolean): number {
  return onTime && new Exact(completionPercent).gte(100) ? 5 : -5;
}
