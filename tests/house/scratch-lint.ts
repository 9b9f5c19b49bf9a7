import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A file of the product, and what it would import. */
export type Wish = readonly [file: string, from: string];

/**
 * Writes each import into a scratch tree that has the product's own lint configuration, and runs lint once
 * over all of them. Gives what it says of an import: empty when it may stand.
 */
export function lintImports(wishes: readonly Wish[]): (...wish: Wish) => string {
  const scratch = mkdtempSync(join(tmpdir(), 'songbai-lint-'));
  try {
    cpSync('.oxlintrc.json', join(scratch, '.oxlintrc.json'));
    const files = wishes.map(([file, from], index) => {
      const path = file.replace(/\.ts$/, `-${index}.ts`);
      mkdirSync(dirname(join(scratch, path)), { recursive: true });
      writeFileSync(join(scratch, path), `import { thing } from '${from}';\n\nexport const used = thing;\n`);
      return path;
    });
    const oxlint = join(process.cwd(), 'node_modules/.bin/oxlint');
    const { stdout } = spawnSync(oxlint, ['-c', '.oxlintrc.json', '-f', 'unix', '.'], {
      cwd: scratch,
      encoding: 'utf8',
    });
    const lines = stdout.split('\n');
    return (file, from) => {
      const path = files[wishes.findIndex((wish) => wish[0] === file && wish[1] === from)];
      if (path === undefined) throw new Error(`${file} importing ${from} was not tried`);
      return lines.filter((line) => line.replace(/^\.\//, '').startsWith(`${path}:`)).join('\n');
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
