import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as electron from 'electron';
import { systemClock } from '../../shared/clock/system.ts';
import { stopOnUnexpected, whatAndWhere } from '../../shared/node/last-resort.ts';
import { assetServer, readManifest } from '../terminal/host/app-scheme.ts';
import { bootShell } from './boot.ts';

/** Entry of the Electron main process: bundled to `dist/shell/main.cjs`, beside manifest and preload. */
const manifest = readManifest(readFileSync(join(__dirname, 'manifest.json'), 'utf8'));
const read = (path: string): Promise<Buffer<ArrayBuffer>> => readFile(join(__dirname, '../screen', path));
const args = process.argv.slice(electron.app.isPackaged ? 1 : 2);
const program = args.includes('--demo') ? 'demo.js' : 'utility.js';
// Electron's own way is a dialog with the stack, over the screen, for ever.
stopOnUnexpected('kiosk', undefined, (code) => electron.app.exit(code));
bootShell(electron, {
  preload: join(__dirname, 'preload.cjs'),
  terminal: { path: join(__dirname, '../terminal', program), args, env: process.env },
  assets: (onTampered) => assetServer(manifest, read, onTampered),
  clock: systemClock,
}).catch((error: unknown) => {
  // Without its window it is nothing; the service manager starts it anew.
  process.stderr.write(`kiosk: the window could not be opened: ${whatAndWhere(error)}\n`);
  electron.app.exit(1);
});
