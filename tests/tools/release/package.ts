import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import { buildShell } from '../../../app/terminal/build/shell.ts';
import type { Program } from '../../../app/cli/command.ts';
import { command } from '../../../app/cli/command.ts';
import type { ExitCode } from '../../../app/cli/errors.ts';
import { flag, optional, repeated } from '../../../app/cli/parameter.ts';
import { main } from '../../../app/cli/run.ts';
import { oneOf } from '../../../app/cli/values.ts';
import { checkPackage, projectPackage } from './check-package.ts';

/**
 * `npm run package -- --linux|--win …`: builds everything, packs it, checks the result and writes beside
 * the packages `sbom.json` (CycloneDX) and `release.json` (version, commit, hashes).
 */
const OUT = join('dist', 'package');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function commit(): string {
  const given = process.env['SONGBAI_COMMIT'];
  if (given !== undefined) return given;
  return execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { encoding: 'utf8' }).trim();
}

/** What the package holds from others, by name and version; development packages left out. */
function writeSbom(file: string): void {
  const args = [
    'sbom',
    '--package-lock-only',
    '--omit=dev',
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
  ];
  writeFileSync(file, execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
}

const TARGETS = { deb: '--linux', AppImage: '--linux', nsis: '--win' } as const;

const run = command({
  effect: 'changes',
  args: {
    targets: repeated(
      oneOf('deb', 'AppImage', 'nsis'),
      'kinds of package; none: those of electron-builder.yml',
    ),
  },
  options: {
    linux: flag('packages for Linux'),
    win: flag('packages for Windows'),
    dir: flag('only the folder that would be packed'),
    x64: flag('for x64 processors'),
    arm64: flag('for arm64 processors'),
    publish: optional(oneOf('never'), 'nothing is published, as ever'),
  },
  examples: ['--linux deb', '--win --x64 nsis'],
  async run({ targets, linux, win, dir, x64, arm64, publish }) {
    // Of electron-builder's many arguments those that make packages of this product.
    const system = (name: '--linux' | '--win', asked: boolean): readonly string[] => {
      const kinds = targets.filter((target) => TARGETS[target] === name);
      return asked || kinds.length > 0 ? [name, ...kinds] : [];
    };
    const args = [
      ...system('--linux', linux),
      ...system('--win', win),
      ...(dir ? ['--dir'] : []),
      ...(x64 ? ['--x64'] : []),
      ...(arm64 ? ['--arm64'] : []),
      ...(publish === undefined ? [] : ['--publish', publish]),
    ];
    return await pack(args);
  },
});

export const packaging: Program = {
  name: 'package',
  about: 'Builds everything, packs it, checks the result, and writes what is in it.',
  load: async () => run,
};

if (import.meta.main) await main(packaging);

async function pack(args: readonly string[]): Promise<ExitCode> {
  const windows = args.includes('--win');
  await ensureScreen(say);
  await buildShell(SCREEN_DIST);
  const env = { ...process.env, SONGBAI_COMMIT: commit() };
  const builder = join('node_modules', 'electron-builder', 'cli.js');
  const packed = spawnSync(process.execPath, [builder, ...args], { stdio: 'inherit', env });
  if (packed.status !== 0) return 1;
  const folder = join(OUT, windows ? 'win-unpacked' : 'linux-unpacked');
  const checked = await checkPackage(folder, windows ? 'songbai.exe' : 'songbai', projectPackage());
  if (!checked.ok) {
    for (const line of checked.error) process.stderr.write(`package: ${line}\n`);
    return 1;
  }
  writeSbom(join(OUT, 'sbom.json'));
  const artefacts = globSync(join(OUT, 'songbai-*')).map((file) => ({
    name: basename(file),
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
  }));
  const release = { ...checked.value, commit: env.SONGBAI_COMMIT, artefacts };
  writeFileSync(join(OUT, 'release.json'), `${JSON.stringify(release, null, 2)}\n`);
  say(`packed ${checked.value.files} files, version ${checked.value.version}, commit ${release.commit}`);
  return 0;
}
