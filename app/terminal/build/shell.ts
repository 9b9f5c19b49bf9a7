import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeManifest } from '../host/app-scheme.ts';
import { readAssets } from '../host/asset-manifest.ts';
import { buildTerminal } from './terminal.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const DIST = join(ROOT, 'dist');
/** Files of the built screen that are not the kiosk's page: the demo dock and the builder's own stamp. */
const NOT_SERVED = /^\/(dock\.html|made-from\.json|assets\/dock-.*)$/;

/**
 * Builds what Electron runs: main process and preload as CommonJS, the terminal and the demo for its
 * utility process, and the frozen manifest of the built screen.
 * @param screenDir the built screen.
 */
export async function buildShell(screenDir: string, outDir: string = DIST): Promise<void> {
  const { build } = await import('vite');
  for (const name of ['main', 'preload']) {
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      // A sandboxed preload can require nothing but Electron: everything else is taken in.
      ssr: { noExternal: true, external: ['electron'] },
      build: {
        ssr: join(ROOT, 'app', 'shell', `${name}.ts`),
        target: 'node24',
        outDir: join(outDir, 'shell'),
        emptyOutDir: false,
        minify: false,
        rolldownOptions: {
          output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false },
        },
      },
    });
  }
  await buildTerminal('app/terminal/cli/utility.ts', join(outDir, 'terminal', 'utility.js'));
  await buildTerminal('app/demo/utility.ts', join(outDir, 'terminal', 'demo.js'));
  const assets = [...readAssets(screenDir)].filter(([path]) => !NOT_SERVED.test(path));
  await mkdir(join(outDir, 'shell'), { recursive: true });
  await writeFile(
    join(outDir, 'shell', 'manifest.json'),
    `${JSON.stringify(makeManifest(new Map(assets)), null, 1)}\n`,
  );
}
