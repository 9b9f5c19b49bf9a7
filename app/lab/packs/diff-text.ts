import { columnsOf } from '../../../shared/documents/columns.ts';
import type { Difference, PolicyDiff } from '../../../shared/pension/policy-diff.ts';
import { valueWords } from './value-words.ts';

/** What the two sides are called, e.g. `national-2014 (draft/national-2014.json)`. */
export interface Sides {
  readonly a: string;
  readonly b: string;
}

/** A difference of two packs as lines for a screen or a sheet of paper. */
export function* diffLines(
  { a, b }: Sides,
  { differences, same, sameByAnotherRow }: PolicyDiff,
  on: string | undefined,
): Generator<string> {
  yield `A  ${a}`;
  yield `B  ${b}`;
  let parameter = '';
  for (const difference of differences) {
    if (difference.parameter !== parameter) {
      parameter = difference.parameter;
      yield '';
      yield parameter;
    }
    if (on === undefined) yield `  ${spanWords(difference)}`;
    yield* sideLines(difference);
  }
  yield '';
  const first = differences.map(({ from }) => from).sort()[0];
  if (on === undefined && first !== undefined) yield `nothing differs before ${first}`;
  const names = new Set(differences.map((difference) => difference.parameter));
  const other = sameByAnotherRow === 0 ? '' : ` (${sameByAnotherRow} of them by another row or source)`;
  const differ = names.size === 1 ? '1 parameter differs' : `${names.size} parameters differ`;
  yield `${differ}${on === undefined ? '' : ` on ${on}`}, ${same} the same${other}`;
}

function spanWords({ from, to }: Difference): string {
  return to === undefined ? `from ${from} on` : `${from} to ${to}`;
}

/** Both sides below each other: value, since when, layer and pack, source. */
function* sideLines(difference: Difference): Generator<string> {
  const rows = (['a', 'b'] as const).map((side) => {
    const setting = difference[side];
    if (setting === undefined) return { side, value: ['no value'], tail: [] };
    const { pack, row } = setting;
    const source = row.confidence === 'unverified' ? `${row.citation} [unverified]` : row.citation;
    const tail = [`since ${row.from}`, `${pack.layer} ${pack.id}`, source];
    return { side, value: valueWords(difference.parameter, setting.value), tail };
  });
  const width = Math.max(...rows.flatMap(({ value }) => value.map(columnsOf)));
  const layers = Math.max(...rows.map(({ tail }) => columnsOf(tail[1] ?? '')));
  for (const { side, value, tail } of rows) {
    const [since = '', layer = '', citation = ''] = tail;
    const [head = '', ...more] = value;
    yield `    ${side.toUpperCase()}  ${padded(head, width)}  ${since}  ${padded(layer, layers)}  ${citation}`.trimEnd();
    for (const line of more) yield `       ${line}`;
  }
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}
