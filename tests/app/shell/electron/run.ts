import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../../../../app/cli/command.ts';
import { command } from '../../../../app/cli/command.ts';
import { main } from '../../../../app/cli/run.ts';
import { ensureScreen, SCREEN_DIST } from '../../../../app/terminal/build/screen.ts';
import { buildShell } from '../../../../app/terminal/build/shell.ts';
import { chooseHost, lookAround } from '../../../../app/terminal/host/choose-host.ts';
import { CONTRACT } from '../contract.ts';
import { realShell } from './real-shell.ts';

/** `npm run test:electron`: the contract on the real Electron, with the demo behind it. */
const run = command({
  effect: 'changes',
  args: {},
  options: {},
  examples: [''],
  async run(_, { out: say }) {
    const around = lookAround('electron', process.cwd());
    const choice = chooseHost(around);
    if (choice.kind === 'browser') {
      const why = around.binary === undefined ? 'no Electron binary' : (choice.because ?? 'no Electron');
      say(`not run: ${why}`);
      return 0;
    }
    await ensureScreen(say);
    await buildShell(SCREEN_DIST);
    let failed = 0;
    for (const { name, run: check } of CONTRACT) {
      const data = mkdtempSync(join(tmpdir(), 'songbai-electron-'));
      const demo = ['--demo', '--data', data, '--port', '0', '--county-port', '0'];
      try {
        const shell = await realShell(choice.binary, ['dist/shell/main.cjs', ...demo]);
        try {
          await check(shell);
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
    return failed === 0 ? 0 : 1;
  },
});

export const electron: Program = {
  name: 'test:electron',
  about: "Holds the shell's contract against the real Electron, with the demo behind it.",
  load: async () => run,
};

if (import.meta.main) await main(electron);
