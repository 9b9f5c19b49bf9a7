import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import { buildShell } from '../../../app/terminal/build/shell.ts';
import { asksForHelp } from '../../../shared/node/arguments.ts';
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

const USAGE =
  'npm run package -- [--linux [deb|AppImage]] [--win [nsis]] [--dir] [--x64|--arm64] [--publish never]';
/** Of electron-builder's many arguments those that make packages of this product. */
const KNOWN = new Set([
  '--linux',
  'deb',
  'AppImage',
  '--win',
  'nsis',
  '--dir',
  '--x64',
  '--arm64',
  '--publish',
  'never',
]);

const args = process.argv.slice(2);
const unknown = args.find((word) => !KNOWN.has(word));
if (asksForHelp(args)) say(USAGE);
else if (unknown === undefined) await pack();
else {
  process.stderr.write(`package: ${unknown} is not known here; write ${USAGE}\n`);
  process.exitCode = 2;
}

async function pack(): Promise<void> {
  const windows = args.includes('--win');
  await ensureScreen(say);
  await buildShell(SCREEN_DIST);
  const env = { ...process.env, SONGBAI_COMMIT: commit() };
  const builder = join('node_modules', 'electron-builder', 'cli.js');
  const packed = spawnSync(process.execPath, [builder, ...args], { stdio: 'inherit', env });
  if (packed.status !== 0) {
    process.exitCode = 1;
  } else {
    const folder = join(OUT, windows ? 'win-unpacked' : 'linux-unpacked');
    const checked = await checkPackage(folder, windows ? 'songbai.exe' : 'songbai', projectPackage());
    if (!checked.ok) {
      for (const line of checked.error) process.stderr.write(`package: ${line}\n`);
      process.exitCode = 1;
    } else {
      writeSbom(join(OUT, 'sbom.json'));
      const artefacts = globSync(join(OUT, 'songbai-*')).map((file) => ({
        name: basename(file),
        sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
      }));
      const release = { ...checked.value, commit: env.SONGBAI_COMMIT, artefacts };
      writeFileSync(join(OUT, 'release.json'), `${JSON.stringify(release, null, 2)}\n`);
      say(`packed ${checked.value.files} files, version ${checked.value.version}, commit ${release.commit}`);
    }
  }
}
