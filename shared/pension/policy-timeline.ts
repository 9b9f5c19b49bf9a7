import { addDays } from '../dates/day.ts';
import type { CheckedRow, PolicyPack } from './policy-pack.ts';
import type { ParameterName } from './policy-parameters.ts';
import { PARAMETERS } from './policy-parameters.ts';

type Packs = ReadonlyMap<string, PolicyPack>;

/** From `from` until the next span's: one row, or nothing. */
export interface Span {
  readonly from: string;
  readonly setting:
    | { readonly value: unknown; readonly pack: PolicyPack; readonly row: CheckedRow }
    | undefined;
}

/** Each parameter's spans in order of date. */
export type Timelines = Readonly<Record<ParameterName, readonly Span[]>>;

export function inForce(pack: PolicyPack, date: string): boolean {
  return pack.effective.from <= date && (pack.effective.to === undefined || date <= pack.effective.to);
}

/** The pack and all that it can ask: those below it and those that they followed, nearest first. */
export function* chainOf(packs: Packs, id: string): Generator<PolicyPack> {
  const pack = packs.get(id);
  if (pack === undefined) return;
  yield pack;
  if (pack.follows !== undefined) yield* chainOf(packs, pack.follows);
  if (pack.extends !== null) yield* chainOf(packs, pack.extends);
}

/** Every day on which some value may change; between them nothing does. */
export function turningDays(packs: Packs, id: string): readonly string[] {
  const days = new Set<string>();
  for (const layer of chainOf(packs, id)) {
    for (const { from, to } of [layer.effective, ...layer.rows]) {
      days.add(from);
      if (to !== undefined) days.add(addDays(to, 1));
    }
  }
  return [...days].sort();
}

export function timelinesOf(packs: Packs, id: string): Timelines {
  const days = turningDays(packs, id);
  const lines = Object.keys(PARAMETERS).map((name) => {
    const spans: Span[] = [];
    for (const from of days) {
      const setting = settingIn(packs, id, name as ParameterName, from);
      if (spans.length > 0 && spans.at(-1)?.setting?.row === setting?.row) continue;
      spans.push({ from, setting });
    }
    return [name, spans];
  });
  return Object.fromEntries(lines) as Timelines;
}

/** The nearest row that speaks on `date`. */
function settingIn(packs: Packs, id: string, parameter: ParameterName, date: string): Span['setting'] {
  const pack = packs.get(id);
  if (pack === undefined) return undefined;
  if (date < pack.effective.from && pack.follows !== undefined)
    return settingIn(packs, pack.follows, parameter, date);
  const row = inForce(pack, date) ? rowOn(pack, parameter, date) : undefined;
  if (row !== undefined && row.setting !== 'inherit') return { value: row.setting.value, pack, row };
  return pack.extends === null ? undefined : settingIn(packs, pack.extends, parameter, date);
}

/** The latest row that has begun, unless it has ended. Rows of one parameter stand in order of date. */
function rowOn(pack: PolicyPack, parameter: ParameterName, date: string): CheckedRow | undefined {
  const row = pack.rows.findLast((row) => row.parameter === parameter && row.from <= date);
  return row?.to !== undefined && row.to < date ? undefined : row;
}
