import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';
import type { CheckedRow, PolicyPack } from './policy-pack.ts';
import type { ParameterName, ParameterValue } from './policy-parameters.ts';
import type { PackFile, PolicyProblem } from './policy-parse.ts';
import { parsePack } from './policy-parse.ts';
import { areaProblems, gapProblems, layerProblems, tierProblems } from './policy-soundness.ts';
import type { Timelines } from './policy-timeline.ts';
import { inForce, timelinesOf } from './policy-timeline.ts';

/** Serves a county that has no pack of its own. */
export const DEFAULT_PACK = 'national-2014';

/** Every pack, by id; checked one by one and against each other. */
export interface PolicyBook {
  readonly packs: ReadonlyMap<string, PolicyPack>;
  /** For each pack, what every parameter is from when on, all layers taken together. */
  readonly timelines: ReadonlyMap<string, Timelines>;
}

/** A value and the row that it comes from. */
export interface Setting<P extends ParameterName> {
  readonly value: ParameterValue<P>;
  readonly pack: PolicyPack;
  readonly row: CheckedRow;
}

export type PolicyMissing =
  | { readonly kind: 'unknown-pack'; readonly pack: string }
  | {
      readonly kind: 'no-value';
      readonly pack: string;
      readonly parameter: ParameterName;
      readonly date: string;
    };

/** Reads packs together; every problem of every pack is named. */
export function buildBook(files: readonly PackFile[]): Result<PolicyBook, readonly PolicyProblem[]> {
  const problems: PolicyProblem[] = [];
  const packs = new Map<string, PolicyPack>();
  for (const file of files) {
    const pack = parsePack(file);
    if (!pack.ok) problems.push(...pack.error);
    else if (packs.has(pack.value.id))
      problems.push({ file: file.file, detail: 'there are two of this name' });
    else packs.set(pack.value.id, pack.value);
  }
  // Gaps are looked for only in packs that stand on sound ones: a gap that follows from another mistake
  // would hide it.
  if (problems.length === 0) {
    for (const pack of packs.values()) problems.push(...layerProblems(packs, pack));
    problems.push(...areaProblems(packs));
  }
  if (problems.length > 0) return err(problems);
  const timelines = new Map([...packs.keys()].map((id) => [id, timelinesOf(packs, id)]));
  for (const pack of packs.values()) {
    const lines = timelines.get(pack.id);
    if (lines !== undefined) problems.push(...gapProblems(packs, pack, lines), ...tierProblems(pack, lines));
  }
  return problems.length > 0 ? err(problems) : ok({ packs, timelines });
}

/** What `parameter` is on `date` (`YYYY-MM-DD`) under `packId`: county row over province over national. */
export function settingOn<P extends ParameterName>(
  book: PolicyBook,
  packId: string,
  parameter: P,
  date: string,
): Result<Setting<P>, PolicyMissing> {
  const lines = book.timelines.get(packId);
  if (lines === undefined) return err({ kind: 'unknown-pack', pack: packId });
  const setting = lines[parameter].findLast(({ from }) => from <= date)?.setting;
  return setting === undefined
    ? err({ kind: 'no-value', pack: packId, parameter, date })
    : ok(setting as Setting<P>);
}

/** The pack made for a county on `date`, or the national one. @internal waits for counties that name no pack */
export function packForCounty(book: PolicyBook, countyCode: string, date: string): string {
  for (const pack of book.packs.values()) {
    if (pack.area.codes.includes(countyCode) && inForce(pack, date)) return pack.id;
  }
  return DEFAULT_PACK;
}
