import { monthAt, ordinal } from '../../dates/month.ts';
import type { Month } from '../../dates/month.ts';
import type { Result } from '../../result/result.ts';
import { err, ok } from '../../result/result.ts';
import type { PolicyBook, PolicyMissing, Setting } from '../policy-book.ts';
import { settingOn } from '../policy-book.ts';
import type { ParameterName } from '../policy-parameters.ts';

/** The rules of one pack, asked month by month; a month's rule is that of its first day. */
export interface RulesAt {
  readonly pack: string;
  /** First month (ordinal) on whose first day every parameter has a value. */
  readonly first: number;
  /** `month` as an ordinal. Throws before `first`: check facts beforehand. */
  at<P extends ParameterName>(parameter: P, month: number): Setting<P>;
  /** 记账利率 of the year in which `month` falls: that of its first day, or of the pack's first month. */
  rateOf(month: number): Setting<'interest.rate'>;
}

/** Remembers what it was asked: a county's lives ask the same months over and over. */
export function rulesAt(book: PolicyBook, pack: string): Result<RulesAt, PolicyMissing> {
  const lines = book.timelines.get(pack);
  if (lines === undefined) return err({ kind: 'unknown-pack', pack });
  const begins = Object.values(lines).map((spans) => {
    const from = spans.find(({ setting }) => setting !== undefined)?.from ?? '9999-12-31';
    return ordinal(from.slice(0, 7) as Month) + (from.endsWith('-01') ? 0 : 1);
  });
  const first = Math.max(...begins);
  const known = new Map<ParameterName, Map<number, Setting<ParameterName>>>();
  const at = <P extends ParameterName>(parameter: P, month: number): Setting<P> => {
    let months = known.get(parameter);
    if (months === undefined) known.set(parameter, (months = new Map()));
    const before = months.get(month);
    if (before !== undefined) return before;
    const found = settingOn(book, pack, parameter, `${monthAt(month)}-01`);
    if (!found.ok) throw new Error(`${pack} has no ${parameter} in ${monthAt(month)}`);
    months.set(month, found.value);
    return found.value;
  };
  return ok({
    pack,
    first,
    at,
    rateOf: (month) => at('interest.rate', Math.max(month - (month % 12), first)),
  });
}
