import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** `a.ts` imports `b.ts`, both as paths from the project's root. */
type Import = readonly [from: string, to: string];

const IMPORT = /^(?:import|export)\b[^;]*?\bfrom '(\.[^']+)'|^import '(\.[^']+)'/gm;

function importsOf(file: string, source: string): readonly Import[] {
  return [...source.matchAll(IMPORT)].map(([, from, bare]) => [
    file,
    join(dirname(file), from ?? bare ?? ''),
  ]);
}

/**
 * Folders that import each other, directly or around a corner, each circle with the imports that make it. A
 * folder and one below it are two: a part does not know the whole that it is a part of.
 */
function circles(imports: readonly Import[], folderOf: (file: string) => string): readonly string[] {
  const arrows = new Map<string, Set<string>>();
  for (const [from, to] of imports) {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a !== b) arrows.set(a, (arrows.get(a) ?? new Set()).add(b));
  }
  const reaches = (start: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const next of arrows.get(at) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    return seen;
  };
  const reached = new Map([...arrows.keys()].map((folder) => [folder, reaches(folder)]));
  return imports
    .filter(([from, to]) => {
      const [a, b] = [folderOf(from), folderOf(to)];
      return a !== b && reached.get(b)?.has(a) === true;
    })
    .map(([from, to]) => `${from} -> ${to}`);
}

/** `app/county/audit/seal/rows.ts` → `audit`; files that lie in the root itself are the whole. */
const partOf =
  (root: string) =>
  (file: string): string => {
    const [first = '', ...more] = relative(root, file).split('/');
    return more.length === 0 ? '.' : first;
  };

describe.each(['app/county', 'app/lab'])('the folders of %s', (root) => {
  const imports = globSync(`${root}/**/*.ts`)
    .flatMap((file) => importsOf(file, readFileSync(file, 'utf8')))
    .filter(([, to]) => to.startsWith(`${root}/`));

  it('import each other one way', () => {
    expect(imports.length).toBeGreaterThan(10);
    expect(circles(imports, dirname)).toEqual([]);
  });

  it('import each other one way, whatever is below them', () => {
    expect(circles(imports, partOf(root))).toEqual([]);
  });
});

describe('a circle', () => {
  const a = `import type { A } from '../b/b.ts';\n`;
  const b = `import {\n  C,\n} from '../c/c.ts';\n`;
  const c = `export { A } from '../a/deep/a.ts';\n`;

  it('is found around a corner, types too', () => {
    const imports = [
      ...importsOf('x/a/deep/a.ts', a.replace('../b', '../../b')),
      ...importsOf('x/b/b.ts', b),
      ...importsOf('x/c/c.ts', c),
    ];
    expect(circles(imports, dirname)).toEqual([
      'x/a/deep/a.ts -> x/b/b.ts',
      'x/b/b.ts -> x/c/c.ts',
      'x/c/c.ts -> x/a/deep/a.ts',
    ]);
    expect(circles(imports.slice(0, 2), dirname)).toEqual([]);
  });

  it('is one between a folder and its own part', () => {
    const imports = [
      ...importsOf('x/a.ts', `import './y/b.ts';\n`),
      ...importsOf('x/y/b.ts', a.replace('../b/b.ts', '../a.ts')),
    ];
    expect(circles(imports, dirname)).toHaveLength(2);
  });
});
