import { dirname, join, basename } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Carry compiled code and stay beside the program. */
const NATIVE = ['better-sqlite3', 'serialport'];

/**
 * V8 settings of the built terminal. Left alone, V8 lets the heap grow to several times what is alive
 * (20 MB) before it collects; a kiosk that runs for months has no use for that.
 * @internal for the measurement of memory
 */
export const TERMINAL_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=96'] as const;

/**
 * Bundles a Node entry of the terminal, types stripped and dependencies taken in, as packages run it.
 * @param entry path below the project's root
 * @param outFile where the one module goes, `*.js`
 */
export async function buildTerminal(entry: string, outFile: string): Promise<void> {
  const { build } = await import('vite');
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: NATIVE },
    build: {
      ssr: join(ROOT, entry),
      target: 'node24',
      outDir: dirname(outFile),
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { entryFileNames: basename(outFile), codeSplitting: false } },
    },
  });
}
