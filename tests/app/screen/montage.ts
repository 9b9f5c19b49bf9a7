import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asksForHelp } from '../../../shared/node/arguments.ts';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import type { Ease } from '../../../shared/view/view.ts';
import { launch, openPage, SIZES } from './browser.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { STORIES } from './stories/registry.ts';

/** Every state of the screen as a picture, and all of them on one sheet, to be looked at beside the designs. */
const USAGE =
  'npm run montage -- OUT [--size portrait|landscape] [--text 0|1|2] [--contrast] [--language zh-CN|en] [--only TEXT]';

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        size: { type: 'string', default: 'portrait' },
        text: { type: 'string', default: '0' },
        contrast: { type: 'boolean', default: false },
        language: { type: 'string', default: 'zh-CN' },
        only: { type: 'string', default: '' },
      },
    });
  } catch (error) {
    return error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error);
  }
}

async function montage(): Promise<void> {
  const given = read();
  if (typeof given === 'string' || given.positionals.length !== 1) {
    const what = typeof given === 'string' ? given : 'one folder for the pictures is to be named';
    process.stderr.write(`montage: ${what}; write ${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const { values } = given;
  const [out = ''] = given.positionals;
  const size = values.size === 'landscape' ? 'landscape' : 'portrait';
  const ease: Ease = {
    text: values.text === '2' ? 2 : values.text === '1' ? 1 : 0,
    contrast: values.contrast,
    voice: 'off',
    language: values.language === 'en' ? 'en' : 'zh-CN',
  };
  mkdirSync(out, { recursive: true });
  await ensureScreen(() => undefined);
  const browser = await launch();
  const terminal = await FakeTerminal.start(SCREEN_DIST);
  const { page } = await openPage(browser, size);
  const chosen = STORIES.filter(({ name }) => name.includes(values.only));
  const pictures: string[] = [];
  terminal.show(STORIES[0]!.view);
  await page.goto(terminal.url);
  await page.waitForSelector('[data-screen=home]');
  for (const [i, { name, view }] of chosen.entries()) {
    // A clock that is told the time anew does not run on while the pictures are taken.
    await terminal.turnTo({ ...view, now: view.now + i, ease });
    await page.waitForSelector(`.kiosk[lang="${ease.language}"]`);
    await page.evaluate(() => document.fonts.ready);
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
  process.stdout.write(`${chosen.length} states in ${out}\n`);
}

if (asksForHelp(process.argv.slice(2))) process.stdout.write(`${USAGE}\n`);
else await montage();
