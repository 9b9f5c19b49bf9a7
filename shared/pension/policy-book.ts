import { addDays } from '../dates/day.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';
import type { CheckedRow, ParameterName, ParameterValue, PolicyPack } from './policy-pack.ts';
import { LAYERS, PARAMETERS } from './policy-pack.ts';
import type { PackFile, PolicyProblem } from './policy-parse.ts';
import { labelOf, parsePack } from './policy-parse.ts';

/** Serves a county that has no pack of its own. */
export const DEFAULT_PACK = 'national-2014';

/** Every pack, by id; checked one by one and against each other. */
export interface PolicyBook {
  readonly packs: ReadonlyMap<string, PolicyPack>;
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
  const book = { packs };
  // Gaps are looked for only in packs that stand on sound ones: a gap that follows from another mistake
  // would hide it.
  if (problems.length === 0) {
    for (const pack of packs.values()) problems.push(...layerProblems(book, pack));
    problems.push(...areaProblems(book));
  }
  if (problems.length === 0) for (const pack of packs.values()) problems.push(...gapProblems(book, pack));
  return problems.length > 0 ? err(problems) : ok(book);
}

/** What `parameter` is on `date` (`YYYY-MM-DD`) under `packId`: county row over province over national. */
export function settingOn<P extends ParameterName>(
  book: PolicyBook,
  packId: string,
  parameter: P,
  date: string,
): Result<Setting<P>, PolicyMissing> {
  if (!book.packs.has(packId)) return err({ kind: 'unknown-pack', pack: packId });
  for (const pack of chainOf(book, packId)) {
    if (!inForce(pack, date)) continue;
    const row = rowOn(pack, parameter, date);
    if (row === undefined || row.setting === 'inherit') continue;
    return ok({ value: row.setting.value as ParameterValue<P>, pack, row });
  }
  return err({ kind: 'no-value', pack: packId, parameter, date });
}

/** The pack made for a county on `date`, or the national one. */
export function packForCounty(book: PolicyBook, countyCode: string, date: string): string {
  for (const pack of book.packs.values()) {
    if (pack.area.codes.includes(countyCode) && inForce(pack, date)) return pack.id;
  }
  return DEFAULT_PACK;
}

/** The pack and those that it stands on, nearest first. */
function* chainOf(book: PolicyBook, packId: string): Generator<PolicyPack> {
  let pack = book.packs.get(packId);
  while (pack !== undefined) {
    yield pack;
    pack = pack.extends === null ? undefined : book.packs.get(pack.extends);
  }
}

function inForce(pack: PolicyPack, date: string): boolean {
  return pack.effective.from <= date && (pack.effective.to === undefined || date <= pack.effective.to);
}

/** The latest row that has begun, unless it has ended. Rows of one parameter stand in order of date. */
function rowOn(pack: PolicyPack, parameter: ParameterName, date: string): CheckedRow | undefined {
  const row = pack.rows.findLast((row) => row.parameter === parameter && row.from <= date);
  return row?.to !== undefined && row.to < date ? undefined : row;
}

function* layerProblems(book: PolicyBook, pack: PolicyPack): Generator<PolicyProblem> {
  const file = `${pack.id}.json`;
  if (pack.extends === null) {
    if (pack.layer !== 'national') yield { file, detail: `extends: a ${pack.layer} pack stands on another` };
    return;
  }
  const below = book.packs.get(pack.extends);
  if (below === undefined) yield { file, detail: `extends: there is no pack "${pack.extends}"` };
  // Strictly downward, so that a chain of packs always ends.
  else if (LAYERS.indexOf(below.layer) >= LAYERS.indexOf(pack.layer))
    yield { file, detail: `extends: "${below.id}" is ${below.layer}, not below ${pack.layer}` };
}

/** Two packs for one county at the same time. */
function* areaProblems(book: PolicyBook): Generator<PolicyProblem> {
  const packs = [...book.packs.values()];
  for (const [index, pack] of packs.entries()) {
    for (const other of packs.slice(index + 1)) {
      const code = pack.area.codes.find((code) => other.area.codes.includes(code));
      const apart =
        (pack.effective.to ?? '9999') < other.effective.from ||
        (other.effective.to ?? '9999') < pack.effective.from;
      if (code !== undefined && !apart)
        yield { file: `${other.id}.json`, detail: `area ${code}: overlaps ${pack.id} at the same time` };
    }
  }
}

/** A day in the pack's term on which some parameter has no value in any layer. */
function* gapProblems(book: PolicyBook, pack: PolicyPack): Generator<PolicyProblem> {
  const file = `${pack.id}.json`;
  const days = turningDays(book, pack);
  for (const parameter of Object.keys(PARAMETERS) as ParameterName[]) {
    const gap = days.find((day) => !settingOn(book, pack.id, parameter, day).ok);
    if (gap === undefined) continue;
    const before = pack.rows.findLast((row) => row.parameter === parameter && row.from <= gap);
    const where = before === undefined ? parameter : labelOf(before);
    const layers = [...chainOf(book, pack.id)].map(({ id }) => id).join(' ← ');
    yield { file, detail: `${where}: gap, no value from ${gap} on in ${layers}` };
  }
}

/** Every day on which some value may change, within the pack's own term; between them nothing does. */
function turningDays(book: PolicyBook, pack: PolicyPack): readonly string[] {
  const days = new Set([pack.effective.from]);
  for (const layer of chainOf(book, pack.id)) {
    for (const { from, to } of [layer.effective, ...layer.rows]) {
      days.add(from);
      if (to !== undefined) days.add(addDays(to, 1));
    }
  }
  return [...days].filter((day) => inForce(pack, day)).sort();
}
