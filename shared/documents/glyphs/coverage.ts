import * as z from 'zod';
import { publicCodePoint } from '../../identity/private-use.ts';

/** `assets/fonts/full/coverage.json`: which file draws which code points, first file first. */
const coverageSchema = z.strictObject({
  faces: z.array(
    z.strictObject({
      file: z.string().regex(/^[\w.-]+$/),
      ranges: z.string().regex(/^[\da-f]+(?:-[\da-f]+)?(?: [\da-f]+(?:-[\da-f]+)?)*$/),
    }),
  ),
});

/** The name of the file that draws `codePoint`, or `undefined`. */
export type Coverage = (codePoint: number) => string | undefined;

/** Throws on a table that this program's own script did not make. */
export function parseCoverage(json: string): Coverage {
  const faces = coverageSchema.parse(JSON.parse(json)).faces.map(({ file, ranges }) => ({
    file,
    ...bounds(ranges),
  }));
  return (codePoint) =>
    faces.find(({ firsts, lasts }) => {
      const at = lastAtMost(firsts, codePoint);
      return at >= 0 && codePoint <= (lasts[at] ?? -1);
    })?.file;
}

/** Below, letters and marks that every face has. */
const FIRST_CHARACTER = 0x3400;

/** The characters of `text` that no face draws, each once, as `U+9FFF`: a screen and a paper show them as a box. */
export function undrawn(coverage: Coverage, text: string): readonly string[] {
  const codes = new Set([...text].map((character) => publicCodePoint(character.codePointAt(0) ?? 0)));
  return [...codes]
    .filter((code) => code >= FIRST_CHARACTER && coverage(code) === undefined)
    .map((code) => `U+${code.toString(16).toUpperCase()}`);
}

function bounds(ranges: string): { firsts: Uint32Array; lasts: Uint32Array } {
  const parts = ranges.split(' ').map((range) => range.split('-').map((hex) => Number.parseInt(hex, 16)));
  return {
    firsts: Uint32Array.from(parts, ([first]) => first ?? 0),
    lasts: Uint32Array.from(parts, ([first, last]) => last ?? first ?? 0),
  };
}

/** Index of the last element that is at most `value`; -1 if none is. */
function lastAtMost(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
