import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../../app/cli/command.ts';
import { command } from '../../../app/cli/command.ts';
import { flag, optional, preset, required } from '../../../app/cli/parameter.ts';
import { main } from '../../../app/cli/run.ts';
import { FOLDER, oneOf, text } from '../../../app/cli/values.ts';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import type { Ease } from '../../../shared/view/view.ts';
import { launch, openPage, SIZES } from './browser.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { STORIES } from './stories/registry.ts';

/** Every state of the screen as a picture, and all of them on one sheet, to be looked at beside the designs. */
const run = command({
  effect: 'changes',
  args: { out: required(FOLDER, 'where the pictures go') },
  options: {
    size: preset(oneOf('portrait', 'landscape'), 'portrait', 'of the screen'),
    text: preset(oneOf('0', '1', '2'), '0', 'how large the words are'),
    contrast: flag('high contrast'),
    language: preset(oneOf('zh-CN', 'en'), 'zh-CN', 'of the words'),
    only: optional(text('TEXT'), 'only states with this in their names'),
  },
  examples: ['pictures --size landscape --only result'],
  expects: 'one folder for the pictures is to be named',
  async run({ out, size, text: step, contrast, language, only = '' }, output) {
    const ease: Ease = {
      text: step === '2' ? 2 : step === '1' ? 1 : 0,
      contrast,
      voice: 'off',
      language,
    };
    mkdirSync(out, { recursive: true });
    await ensureScreen(() => undefined);
    const browser = await launch();
    const terminal = await FakeTerminal.start(SCREEN_DIST);
    const { page } = await openPage(browser, size);
    const chosen = STORIES.filter(({ name }) => name.includes(only));
    const pictures: string[] = [];
    terminal.show(STORIES[0]!.view);
    await page.goto(terminal.url);
    await page.waitForSelector('[data-screen=home]');
    for (const [i, { name, view }] of chosen.entries()) {
      // A clock that is told the time anew does not run on while the pictures are taken.
      await terminal.turnTo({ ...view, now: view.now + i, ease });
      await page.waitForSelector(`.kiosk[lang="${ease.language}"]`);
      await page.evaluate('document.fonts.ready');
      const file = `${name.replaceAll(/[^\p{L}\p{N}-]+/gu, '_')}.png`;
      const png = await page.screenshot({ path: join(out, file) });
      pictures.push(
        `<figure><img src="data:image/png;base64,${png.toString('base64')}"><figcaption>${name}</figcaption></figure>`,
      );
    }
    const { width, height } = SIZES[size];
    const sheet = await browser.newPage({ viewport: { width: 2400, height: 1200 } });
    await sheet.setContent(
      `<style>body{margin:12px;display:grid;grid-template-columns:repeat(${size === 'portrait' ? 8 : 5},1fr);gap:12px;font:14px sans-serif}
  figure{margin:0}img{width:100%;aspect-ratio:${width}/${height}}</style>${pictures.join('')}`,
      { timeout: 300_000 },
    );
    writeFileSync(join(out, 'sheet.png'), await sheet.screenshot({ fullPage: true, timeout: 300_000 }));
    await browser.close();
    await terminal.stop();
    output.out(`${chosen.length} states in ${out}`);
    return 0;
  },
});

export const montage: Program = {
  name: 'montage',
  about: 'Paints every state of the screen as a picture, and all of them on one sheet.',
  load: async () => run,
};

if (import.meta.main) await main(montage);
