import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureScreen, SCREEN_DIST } from '../../../../app/terminal/build/screen.ts';
import { buildShell } from '../../../../app/terminal/build/shell.ts';
import { chooseHost, lookAround } from '../../../../app/terminal/host/choose-host.ts';
import { wordsFor } from '../../../../shared/node/arguments.ts';
import { CONTRACT } from '../contract.ts';
import { realShell } from './real-shell.ts';

/** `npm run test:electron`: the contract on the real Electron, with the demo behind it. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const words = wordsFor('test:electron', [], 'npm run test:electron');
const choice = chooseHost(lookAround('electron', process.cwd()));
if (words === undefined) {
  // Said already.
} else if (choice.kind === 'browser') {
  const { binary } = lookAround('electron', process.cwd());
  say(binary === undefined ? 'not run: no Electron binary' : `not run: ${choice.because ?? 'no Electron'}`);
} else {
  await ensureScreen(say);
  await buildShell(SCREEN_DIST);
  let failed = 0;
  for (const { name, run } of CONTRACT) {
    const data = mkdtempSync(join(tmpdir(), 'songbai-electron-'));
    const demo = ['--demo', '--data', data, '--port', '0', '--county-port', '0'];
    try {
      const shell = await realShell(choice.binary, ['dist/shell/main.cjs', ...demo]);
      try {
        await run(shell);
        say(`passed: ${name}`);
      } finally {
        await shell.close();
      }
    } catch (error) {
      failed += 1;
      say(`FAILED: ${name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  }
  say(`${CONTRACT.length - failed} of ${CONTRACT.length} passed on Electron`);
  process.exitCode = failed === 0 ? 0 : 1;
}
