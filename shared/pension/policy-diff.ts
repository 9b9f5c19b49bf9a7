import { addDays } from '../dates/day.ts';
import type { ParameterName } from './policy-parameters.ts';
import { PARAMETERS } from './policy-parameters.ts';
import type { Span, Timelines } from './policy-timeline.ts';

/** A span of days on which a parameter is not the same in two packs, all layers taken together. */
export interface Difference {
  readonly parameter: ParameterName;
  readonly from: string;
  /** Last day; none when it goes on. */
  readonly to?: string;
  /** The rows that speak in the two packs; at most one of them is missing. */
  readonly a: Span['setting'];
  readonly b: Span['setting'];
}

export interface PolicyDiff {
  /** Parameter by parameter, each in order of date. */
  readonly differences: readonly Difference[];
  /** Parameters whose values are the same on every day asked for. */
  readonly same: number;
  /** Those among them that stand in another row, with a source of its own. */
  readonly sameByAnotherRow: number;
}

/** What differs between two packs over all days, or on the day `on` (`YYYY-MM-DD`) only. */
export function diffTimelines(a: Timelines, b: Timelines, on?: string): PolicyDiff {
  const differences: Difference[] = [];
  let same = 0;
  let sameByAnotherRow = 0;
  for (const parameter of Object.keys(PARAMETERS) as ParameterName[]) {
    const spans = [...pairs(parameter, a[parameter], b[parameter])].filter(
      ({ from, to }) => on === undefined || (from <= on && (to === undefined || on <= to)),
    );
    const differing = spans.filter((span) => !sameValue(span));
    differences.push(...differing);
    if (differing.length > 0) continue;
    same += 1;
    if (spans.some((span) => !sameRow(span))) sameByAnotherRow += 1;
  }
  return { differences, same, sameByAnotherRow };
}

/** The days of both lines cut where either turns; from the day on which one of them has a value. */
function* pairs(parameter: ParameterName, a: readonly Span[], b: readonly Span[]): Generator<Difference> {
  const days = [...new Set([...a, ...b].map(({ from }) => from))].sort();
  for (const [index, from] of days.entries()) {
    const next = days[index + 1];
    const span = {
      parameter,
      from,
      ...(next === undefined ? {} : { to: addDays(next, -1) }),
      a: a.findLast((span) => span.from <= from)?.setting,
      b: b.findLast((span) => span.from <= from)?.setting,
    };
    if (span.a !== undefined || span.b !== undefined) yield span;
  }
}

/** Values as checked, so that `55` and `55.00` yuan are one. */
function sameValue({ a, b }: Difference): boolean {
  return a !== undefined && b !== undefined && canonical(a.value) === canonical(b.value);
}

/** As text in which the order of an object's keys, which means nothing, is always the same. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** By what they say, not by where they stand: a draft's rows are other objects than the shipped ones. */
function sameRow({ a, b }: Difference): boolean {
  return (
    a?.pack.id === b?.pack.id &&
    a?.row.from === b?.row.from &&
    a?.row.citation === b?.row.citation &&
    a?.row.quote === b?.row.quote &&
    a?.row.confidence === b?.row.confidence
  );
}
