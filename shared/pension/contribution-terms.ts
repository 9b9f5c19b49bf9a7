import type { PolicyBook } from './policy-book.ts';
import { settingOn } from './policy-book.ts';
import type { ParameterName, ParameterValue } from './policy-parameters.ts';
import { aidCap } from './rules/aid.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';

/**
 * What the county's pack lets be paid, on a day or in a year (any day of it: tiers and tables change in
 * the middle of years). Money in fen.
 */
export interface ContributionTerms {
  /** 缴费档次 (R22), rising. Empty when the pack says nothing of that time. */
  tiersOn(day: string): readonly number[];
  tiersIn(year: number): readonly number[];
  /** The yearly cap on 集体补助 and 资助 (R25), and what counts against it. */
  aidIn(year: number): { readonly cap: number; readonly covers: ParameterValue<'aid.capCovers'> };
  /** Tables of 缴费补贴 (R23). */
  subsidyTablesIn(year: number): readonly ParameterValue<'subsidy.table'>[];
  /** 启动基准日. */
  readonly start: string;
  /** Age from which one may join (R21). */
  readonly minAge: number;
  /** Whether a gap that is paid later has a subsidy (R29). */
  gapSubsidy(day: string): ParameterValue<'subsidy.gap'>;
  /** For whom the government pays the lowest tier (代缴, R26). */
  governmentPaid(day: string): {
    readonly groups: ParameterValue<'govPaid.groups'>;
    readonly higherTier: ParameterValue<'govPaid.higherTier'>;
  };
}

/** The terms of `pack`; what has a single value for all years is taken as of `today`. One-line error. */
export function contributionTerms(
  book: PolicyBook,
  pack: string,
  today: string,
): Result<ContributionTerms, string> {
  const lines = book.timelines.get(pack);
  if (lines === undefined)
    return err(
      `there is no policy pack ${JSON.stringify(pack)}; known: ${[...book.packs.keys()].join(', ')}`,
    );
  const start = settingOn(book, pack, 'scheme.start', today);
  const minAge = settingOn(book, pack, 'enrolment.minAge', today);
  if (!start.ok || !minAge.ok)
    return err(`policy pack ${pack} has no scheme.start or enrolment.minAge on ${today}; add a row to it`);

  const on = <P extends ParameterName>(parameter: P, day: string, unsaid: ParameterValue<P>) => {
    const setting = settingOn(book, pack, parameter, day);
    return setting.ok ? setting.value.value : unsaid;
  };
  const during = <P extends ParameterName>(parameter: P, year: number): readonly ParameterValue<P>[] =>
    lines[parameter].flatMap(({ from, setting }, index) => {
      const next = lines[parameter][index + 1]?.from;
      const overlaps = from <= `${year}-12-31` && (next === undefined || next > `${year}-01-01`);
      return overlaps && setting !== undefined ? [setting.value as ParameterValue<P>] : [];
    });
  const tiersIn = remembered((year: number) =>
    [...new Set(during('tiers', year).flat())].sort((a, b) => a - b),
  );
  return ok({
    start: start.value.value,
    minAge: minAge.value.value,
    tiersIn,
    tiersOn: remembered((day: string) => on('tiers', day, [])),
    aidIn: remembered((year: number) => {
      const caps = during('aid.cap', year).map((cap) => aidCap(cap, tiersIn(year)));
      const covers = during('aid.capCovers', year);
      return { cap: Math.max(0, ...caps), covers: covers.includes('aid') ? 'aid' : 'aid-and-own' };
    }),
    subsidyTablesIn: remembered((year: number) => during('subsidy.table', year)),
    gapSubsidy: remembered((day: string) => on('subsidy.gap', day, 'as-current')),
    governmentPaid: remembered((day: string) => ({
      groups: on('govPaid.groups', day, []),
      higherTier: on('govPaid.higherTier', day, 'allowed'),
    })),
  });
}

/** A file asks for the same few years and days a million times. */
function remembered<K extends string | number, V>(work: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = work(key);
    known.set(key, value);
    return value;
  };
}
