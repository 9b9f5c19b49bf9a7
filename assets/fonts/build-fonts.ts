/**
 * `npm run fonts [-- words]` makes every font file that the product ships, from three Debian 12 packages:
 *
 *     apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-hanazono
 *
 * With `words` only the small files that depend on the catalogue are made again (after a change of a
 * sentence). The committed files are replaced when all new ones are there, and not before.
 */
import { join } from 'node:path';
import { wordsFor } from '../../shared/node/arguments.ts';
import { makeFullFonts } from './full-fonts.ts';
import { replaceFolder } from './replace-folder.ts';
import { makeScreenFonts } from './screen-fonts.ts';

const FULL = join(import.meta.dirname, 'full');
const SCREEN = join(import.meta.dirname, 'screen');

const words = wordsFor('fonts', ['words'], 'npm run fonts [-- words]');
if (words !== undefined) {
  try {
    await build(words.includes('words'));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const line = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const cure = '; apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-hanazono';
    process.stderr.write(`fonts: ${line}${missing ? cure : ''}; nothing was changed\n`);
    process.exitCode = 1;
  }
}

async function build(wordsOnly: boolean): Promise<void> {
  const progress = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const full = wordsOnly ? undefined : await makeFullFonts(progress);
  const screen = await makeScreenFonts(SCREEN, wordsOnly, progress);
  if (full !== undefined) await replaceFolder(FULL, full);
  await replaceFolder(SCREEN, screen);
}
