import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import { launch, MISSING_CHROMIUM, openPage, SIZES } from './browser.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { CHOSEN, FULL, VARIANTS } from './matrix.ts';
import { storyNamed } from './stories.ts';

const TAGS = [
  'wcag2a',
  'wcag2aa',
  'wcag2aaa',
  'wcag21a',
  'wcag21aa',
  'wcag22aa',
  'best-practice',
  'experimental',
];
/** Every day: upright as drawn, and across in what is farthest from it. */
const chosen = (size: keyof typeof SIZES): typeof VARIANTS =>
  VARIANTS.filter(({ text, contrast, language }) =>
    size === 'portrait'
      ? FULL || (text === 0 && !contrast && language === 'zh-CN')
      : FULL || (text === 2 && contrast && language === 'en'),
  );

if (MISSING_CHROMIUM !== undefined && process.env['CI'] !== 'true') {
  test.skip(`screen for assistive technology: ${MISSING_CHROMIUM}`, () => undefined);
} else {
  describe('for assistive technology', () => {
    let browser: Browser;
    beforeAll(async () => {
      await ensureScreen(() => undefined);
      browser = await launch();
    });
    afterAll(async () => browser?.close());

    test.each(Object.keys(SIZES) as (keyof typeof SIZES)[])(
      '%s: axe finds nothing, the focus is on a key, and the title is announced',
      { timeout: 1_200_000 },
      async (size) => {
        const terminal = await FakeTerminal.start(SCREEN_DIST);
        const { page } = await openPage(browser, size);
        terminal.show(storyNamed('home'));
        await page.goto(terminal.url);
        await page.waitForSelector('[data-screen=home]');
        const found: string[] = [];
        let number = 1;
        for (const ease of chosen(size)) {
          for (const { name, view } of CHOSEN) {
            number += 1;
            const painted = terminal.hears((m) => m.type === 'painted' && m.page === number);
            terminal.show({ ...view, page: number, ease });
            await painted;
            await page.waitForSelector(`.kiosk[lang="${ease.language}"]`);
            const where = `${name}, 大字 ${ease.text}, ${ease.contrast ? '高对比' : '—'}, ${ease.language}`;
            const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
            found.push(...violations.map((v) => `${where}: ${v.id} ${v.nodes[0]?.html}`));
            const focused = await page.evaluate(() => document.activeElement?.tagName);
            if (focused !== 'BUTTON') found.push(`${where}: the focus is on ${focused}`);
            const scene = view.screen === 'still-here' ? 'alertdialog' : 'group';
            const title = await page.locator('#title').innerText();
            if ((await page.getByRole(scene, { name: title.replaceAll('\n', ' ') }).count()) !== 1)
              found.push(`${where}: the scene has not the name of its title`);
          }
        }
        await page.context().close();
        await terminal.stop();
        expect(found).toEqual([]);
      },
    );

    test('what has to be done now interrupts, the rest waits its turn', async () => {
      const terminal = await FakeTerminal.start(SCREEN_DIST);
      const { page } = await openPage(browser, 'portrait');
      terminal.show(storyNamed('home'));
      await page.goto(terminal.url);
      let number = 1;
      const show = async (name: string, change: object = {}): Promise<void> => {
        number += 1;
        const painted = terminal.hears((m) => m.type === 'painted' && m.page === number);
        terminal.show({ ...storyNamed(name), ...change, page: number });
        await painted;
      };
      for (const [name, words] of [
        ['capture, blink', '请眨一下眼睛'],
        ['identify, moved', '卡动了一下'],
        ['enter-number, wrong', '号码对不上'],
      ] as const) {
        await show(name);
        expect(await page.getByRole('alert').innerText(), name).toContain(words);
      }
      await show('result, accepted', { receipt: 'printing' });
      expect(await page.getByRole('status').allInnerTexts()).toContainEqual(
        expect.stringContaining('正在打回执'),
      );
      await page.context().close();
      await terminal.stop();
    });

    test('a key that rests while printing keeps the focus, and the next step has it afterwards', async () => {
      const terminal = await FakeTerminal.start(SCREEN_DIST);
      const { page } = await openPage(browser, 'portrait');
      const result = { ...storyNamed('result, accepted'), page: 5 };
      terminal.show(result);
      await page.goto(terminal.url);
      const focused = () => page.evaluate(() => document.activeElement?.ariaLabel);
      await page.waitForFunction(() => document.activeElement?.ariaLabel === '打印回执');
      terminal.show({ ...result, receipt: 'printing' } as typeof result);
      await page.waitForSelector('[aria-busy=true]');
      expect(await focused()).toBe('打印回执');
      terminal.show({ ...result, receipt: 'printed' } as typeof result);
      await page.waitForFunction(() => document.activeElement?.ariaLabel === '完成');
      await page.context().close();
      await terminal.stop();
    });
  });
}
