import type { PolicyPack } from './policy-pack.ts';
import { LAYERS } from './policy-pack.ts';
import type { ParameterName, ParameterValue } from './policy-parameters.ts';
import { PARAMETERS } from './policy-parameters.ts';
import type { PolicyProblem } from './policy-parse.ts';
import { labelOf } from './policy-parse.ts';
import type { Timelines } from './policy-timeline.ts';
import { chainOf, inForce, turningDays } from './policy-timeline.ts';

type Packs = ReadonlyMap<string, PolicyPack>;

export function* layerProblems(packs: Packs, pack: PolicyPack): Generator<PolicyProblem> {
  const file = `${pack.id}.json`;
  if (pack.follows !== undefined) {
    const before = packs.get(pack.follows);
    if (before === undefined) yield { file, detail: `follows: there is no pack "${pack.follows}"` };
    // Strictly back in time, so that a chain of packs always ends.
    else if (before.effective.from >= pack.effective.from || before.layer !== pack.layer)
      yield { file, detail: `follows: "${before.id}" is no earlier pack of the same layer` };
  }
  if (pack.extends === null) {
    if (pack.layer !== 'national') yield { file, detail: `extends: a ${pack.layer} pack stands on another` };
    return;
  }
  const below = packs.get(pack.extends);
  if (below === undefined) yield { file, detail: `extends: there is no pack "${pack.extends}"` };
  // Strictly downward, so that a chain of packs always ends.
  else if (LAYERS.indexOf(below.layer) >= LAYERS.indexOf(pack.layer))
    yield { file, detail: `extends: "${below.id}" is ${below.layer}, not below ${pack.layer}` };
}

/** Two packs for one county at the same time. */
export function* areaProblems(packs: Packs): Generator<PolicyProblem> {
  const all = [...packs.values()];
  for (const [index, pack] of all.entries()) {
    for (const other of all.slice(index + 1)) {
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
export function* gapProblems(packs: Packs, pack: PolicyPack, lines: Timelines): Generator<PolicyProblem> {
  const file = `${pack.id}.json`;
  const days = turningDays(packs, pack.id).filter((day) => inForce(pack, day));
  for (const parameter of Object.keys(PARAMETERS) as ParameterName[]) {
    const gap = days.find(
      (day) => lines[parameter].findLast(({ from }) => from <= day)?.setting === undefined,
    );
    if (gap === undefined) continue;
    const before = pack.rows.findLast((row) => row.parameter === parameter && row.from <= gap);
    const where = before === undefined ? parameter : labelOf(before);
    const layers = [...chainOf(packs, pack.id)].map(({ id }) => id).join(' ← ');
    yield { file, detail: `${where}: gap, no value from ${gap} on in ${layers}` };
  }
}

/** A tier for which the table of subsidies has no line. */
export function* tierProblems(pack: PolicyPack, lines: Timelines): Generator<PolicyProblem> {
  const file = `${pack.id}.json`;
  for (const row of pack.rows) {
    if (row.setting === 'inherit') continue;
    if (row.parameter !== 'tiers' && row.parameter !== 'subsidy.table') continue;
    const on = (name: ParameterName) => lines[name].findLast(({ from }) => from <= row.from)?.setting?.value;
    const lowest = (on('tiers') as ParameterValue<'tiers'> | undefined)?.[0];
    const first = (on('subsidy.table') as ParameterValue<'subsidy.table'> | undefined)?.[0]?.fromTier;
    if (lowest !== undefined && first !== undefined && first > lowest)
      yield { file, detail: `${labelOf(row)}: the lowest tier has no line in the table of subsidies` };
  }
}
