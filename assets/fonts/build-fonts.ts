/**
 * `npm run fonts [-- words]` makes every font file that the product ships, from three Debian 12 packages:
 *
 *     apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-hanazono
 *
 * With `words` only the small files that depend on the catalogue are made again (after a change of a
 * sentence). The committed files are replaced when all new ones are there, and not before.
 */
import { join } from 'node:path';
import type { Program } from '../../app/cli/command.ts';
import { command } from '../../app/cli/command.ts';
import { failed } from '../../app/cli/errors.ts';
import { optional } from '../../app/cli/parameter.ts';
import { main } from '../../app/cli/run.ts';
import { oneOf } from '../../app/cli/values.ts';
import { makeFullFonts } from './full-fonts.ts';
import { replaceFolder } from './replace-folder.ts';
import { makeScreenFonts } from './screen-fonts.ts';

const FULL = join(import.meta.dirname, 'full');
const SCREEN = join(import.meta.dirname, 'screen');

const run = command({
  effect: 'changes',
  args: { what: optional(oneOf('words'), 'only the small files that depend on the catalogue') },
  options: {},
  examples: ['', 'words'],
  more: 'Needs Debian packages: apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-hanazono',
  async run({ what }, { out }) {
    try {
      await build(what === 'words', out);
      return 0;
    } catch (cause) {
      const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      const line = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
      const cure = '; apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-hanazono';
      throw failed(`${line}${missing ? cure : ''}; nothing was changed`);
    }
  },
});

export const fonts: Program = {
  name: 'fonts',
  about: 'Makes every font file that the product ships.',
  load: async () => run,
};

if (import.meta.main) await main(fonts);

async function build(wordsOnly: boolean, progress: (line: string) => void): Promise<void> {
  const full = wordsOnly ? undefined : await makeFullFonts(progress);
  const screen = await makeScreenFonts(SCREEN, wordsOnly, progress);
  if (full !== undefined) await replaceFolder(FULL, full);
  await replaceFolder(SCREEN, screen);
}
