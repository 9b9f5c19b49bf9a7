import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { openAsar } from './asar.ts';
import { checkFuses } from './fuses.ts';

/** What has to be in a package for it to start at all. */
const NEEDED = [
  'package.json',
  'dist/shell/main.cjs',
  'dist/shell/preload.cjs',
  'dist/shell/manifest.json',
  'dist/terminal/utility.js',
  'dist/screen/index.html',
  'assets/policies/national-2014.json',
  'node_modules/better-sqlite3/package.json',
  'node_modules/serialport/package.json',
];
/** What has no business on a machine in a hall. */
const UNWANTED = [
  /^tests\//,
  /^app\/|^devices\/|^flows\/|^shared\//,
  /\.tsx?$/,
  /\.map$/,
  /^dist\/screen\/dock/,
  /^dist\/screen\/assets\/dock-/,
  /^dist\/terminal\/demo\.js$/,
  /^dist\/bench\//,
  /(^|\/)\.(env|npmrc|git)/,
];

export interface Checked {
  readonly version: string;
  /** SHA-256 of the archive's header, for the release notes. */
  readonly asarHeader: string;
  readonly files: number;
}

/**
 * Looks through an unpacked package: fuses, needed and unwanted files, development packages.
 * @param folder as electron-builder lays it out, e.g. `dist/package/linux-unpacked`.
 */
export async function checkPackage(
  folder: string,
  program: string,
  packageJson: { readonly devDependencies: Readonly<Record<string, string>> },
): Promise<Result<Checked, readonly string[]>> {
  const archive = join(folder, 'resources', 'app.asar');
  if (!existsSync(archive)) return err([`${archive} is missing`]);
  const asar = openAsar(archive);
  if (!asar.ok) return err([asar.error]);
  const { paths, headerHash } = asar.value;
  const wrong: string[] = [];
  const fuses = await checkFuses(join(folder, program));
  if (!fuses.ok) wrong.push(...fuses.error);
  const present = new Set(paths);
  for (const path of NEEDED) if (!present.has(path)) wrong.push(`${path} is missing`);
  for (const path of paths) {
    if (UNWANTED.some((pattern) => pattern.test(path))) wrong.push(`${path} has no business in a package`);
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    if (name !== undefined && Object.hasOwn(packageJson.devDependencies, name)) {
      wrong.push(`${path}: ${name} is for development only`);
    }
  }
  for (const path of paths.filter((candidate) => candidate.endsWith('.node'))) {
    if (!existsSync(join(`${archive}.unpacked`, path))) wrong.push(`${path} is inside the archive`);
  }
  if (wrong.length > 0) return err(wrong);
  const { version } = JSON.parse(asar.value.read('package.json').toString('utf8')) as { version: string };
  return ok({ version, asarHeader: headerHash, files: paths.length });
}

/** The project's own package.json. */
export function projectPackage(): { readonly devDependencies: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync('package.json', 'utf8')) as {
    devDependencies: Record<string, string>;
  };
}
