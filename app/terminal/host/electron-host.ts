import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureScreen, SCREEN_DIST } from '../build/screen.ts';
import { buildShell } from '../build/shell.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/**
 * Builds screen, shell and terminal and opens the locked window; the terminal then runs inside it.
 * @returns the program's exit code once it has ended; SIGINT and SIGTERM are handed on to it.
 */
export async function runInElectron(
  binary: string,
  args: readonly string[],
  progress: (line: string) => void,
): Promise<number> {
  await ensureScreen(progress);
  progress('building the locked window …');
  await buildShell(SCREEN_DIST);
  const child = spawn(binary, [join(ROOT, 'dist', 'shell', 'main.cjs'), ...args], { stdio: 'inherit' });
  const stop = (): void => {
    child.kill('SIGTERM');
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 0));
    });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
