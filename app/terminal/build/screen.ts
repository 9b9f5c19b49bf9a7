import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** All that goes into the bundle; a change in any of them makes it stale. */
const INPUTS = [
  'app/screen',
  'assets/strings',
  'assets/fonts/screen',
  'assets/audio',
  'shared',
  'package-lock.json',
];
/** Folders of `assets/audio` that the page plays from, below `audio/`. */
const CLIPS = ['zh-CN', 'en', 'syllables'];
const STAMP = 'made-from.json';

/** Where `npm start` and the tests expect the built screen. */
export const SCREEN_DIST = join(ROOT, 'dist', 'screen');

/** Whether `outDir` was not made from the sources as they are now. */
export async function screenIsStale(outDir: string = SCREEN_DIST): Promise<boolean> {
  const stamp = await readFile(join(outDir, STAMP), 'utf8').catch(() => '');
  return stamp !== (await stampOf());
}

/**
 * Builds the kiosk screen and the demo dock into `outDir`. Made beside it and moved into place, so
 * that a build cut short leaves the old screen standing.
 */
export async function buildScreen(outDir: string = SCREEN_DIST): Promise<void> {
  const { build } = await import('vite');
  const stamp = await stampOf();
  const workDir = `${outDir}.${randomUUID().slice(0, 8)}`;
  await mkdir(dirname(outDir), { recursive: true });
  await build({
    configFile: join(ROOT, 'app', 'screen', 'vite.config.ts'),
    mode: 'production',
    build: { outDir: workDir, emptyOutDir: true },
  });
  for (const clips of CLIPS)
    await cp(join(ROOT, 'assets', 'audio', clips), join(workDir, 'audio', clips), { recursive: true });
  await writeFile(join(workDir, STAMP), stamp);
  await rm(outDir, { recursive: true, force: true });
  await rename(workDir, outDir);
}

/**
 * Builds only when something changed; `progress` is told before the wait and after it. Several
 * processes may ask at once: one builds, the others wait for it.
 */
export async function ensureScreen(
  progress: (line: string) => void,
  outDir: string = SCREEN_DIST,
): Promise<void> {
  if (!(await screenIsStale(outDir))) return;
  await mkdir(dirname(outDir), { recursive: true });
  const release = await takeLock(`${outDir}.lock`);
  try {
    if (!(await screenIsStale(outDir))) return;
    progress('building the kiosk screen …');
    const begun = performance.now();
    await buildScreen(outDir);
    progress(`kiosk screen built in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  } finally {
    await release();
  }
}

/** How often a waiting process looks whether the builder is done, ms. */
const LOOK_EVERY = 100;

/** A file that holds the builder's process number; a lock whose process is gone is taken over. */
async function takeLock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner > 0 && !isRunning(owner)) await rm(path, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Digest of every input by content; times of files say nothing after a fresh clone. */
async function stampOf(): Promise<string> {
  const digests: Record<string, string> = {};
  for (const input of INPUTS) {
    for (const file of (await filesOf(join(ROOT, input))).sort()) {
      digests[relative(ROOT, file).replaceAll('\\', '/')] = createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
    }
  }
  return JSON.stringify(digests);
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
