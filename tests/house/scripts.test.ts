import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/**
 * A script reads its arguments before it touches anything: `--help` is answered, and what is not known is
 * refused with exit 2. Only then does it begin; `fonts` once deleted every font when asked for help.
 */
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
/** Ours, run by Node; the others are programs with a help of their own. */
const OURS = Object.entries(scripts).filter(
  ([name, line]) => line.startsWith('node ') && name !== 'check:types',
);

const SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = {
  county: ['serve', 'import persons', 'export', 'review list'],
  policy: ['golden', 'lives'],
  audit: ['verify'],
};

function run(line: string, ...words: string[]): { code: number | null; stdout: string; stderr: string } {
  const args = [...line.split(' ').slice(1), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  return { code: status, stdout, stderr };
}

/** The committed files that a script makes, and so could destroy. */
function committed(): string[] {
  return [...globSync('assets/{fonts,audio}/**/*.*'), 'package-lock.json'].sort().map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  });
}

describe('npm scripts', () => {
  const before = committed();

  it.each([...OURS, ['complete-lock', 'node tests/tools/complete-lock.ts']])(
    '%s: --help tells how it is written, and an unknown argument is refused',
    (name, line) => {
      const help = run(line, '--help');
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout.trim()).not.toBe('');
      const refused = run(line, '--no-such-argument');
      expect(refused.code).toBe(2);
      expect(refused.stderr.trim().split('\n')).toHaveLength(1);
      expect(refused.stderr).toContain('no-such-argument');
      for (const subcommand of SUBCOMMANDS[name] ?? []) {
        const told = run(line, ...subcommand.split(' '), '--help');
        expect(told, subcommand).toMatchObject({ code: 0, stderr: '' });
        expect(told.stdout, subcommand).toContain(subcommand.split(' ')[0]);
      }
      expect(committed()).toEqual(before);
    },
  );

  it.each(['toString', '__proto__', 'constructor'])('bench knows no benchmark called %s', (word) => {
    expect(run(scripts['bench'] ?? '', word).code).toBe(2);
  });
});
