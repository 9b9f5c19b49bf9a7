import type { ParameterValue } from '../policy-parameters.ts';

/** The yearly cap on 集体补助 and 资助, fen: the highest tier unless the pack names an amount (R25). */
export function aidCap(cap: ParameterValue<'aid.cap'>, tiers: readonly number[]): number {
  return cap === 'highest-tier' ? (tiers.at(-1) ?? 0) : cap;
}

/** What a year still takes of `waiting` fen, when `counted` fen count against the cap already. */
export function aidRoom(cap: number, counted: number, waiting: number): number {
  return Math.min(waiting, Math.max(0, cap - counted));
}

/** 一次收缴,逐年记入: aid collected at once, year by year; nothing when there is nothing. `cap` > 0. */
export function spreadAid(cap: number, collected: number): readonly number[] {
  const years: number[] = [];
  for (let left = collected; left > 0; left -= cap) years.push(Math.min(cap, left));
  return years;
}
