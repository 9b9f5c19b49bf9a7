import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import { launch, MISSING_CHROMIUM, openPage, SIZES } from './browser.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { easeOf, nameOf, SAMPLE } from './matrix.ts';
import { storyNamed } from './stories/registry.ts';

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

/** What axe finds wrong on the page as it stands. Runs inside the page, into which axe's own source went before. */
async function violationsOfPage(tags: string[]): Promise<string[]> {
  const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
    runOnly: { type: 'tag', values: tags },
    resultTypes: ['violations'],
  });
  return violations.map((one) => `${one.id} ${one.nodes[0]?.html}`);
}

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
        await page.addInitScript(axe.source);
        terminal.show(storyNamed('home'));
        await page.goto(terminal.url);
        await page.waitForSelector('[data-screen=home]');
        const found: string[] = [];
        for (const one of SAMPLE.filter(({ variant }) => variant.size === size)) {
          const { view } = one.story;
          const ease = easeOf(one.variant);
          const where = nameOf(one);
          await terminal.turnTo({ ...view, ease });
          await page.waitForSelector(`.kiosk[lang="${ease.language}"]`);
          found.push(...(await page.evaluate(violationsOfPage, TAGS)).map((flaw) => `${where}: ${flaw}`));
          const focused = await page.evaluate(() => document.activeElement?.tagName);
          if (focused !== 'BUTTON') found.push(`${where}: the focus is on ${focused}`);
          const scene = view.screen === 'still-here' ? 'alertdialog' : 'group';
          const title = await page.locator('#title').innerText();
          if ((await page.getByRole(scene, { name: title.replaceAll('\n', ' ') }).count()) !== 1)
            found.push(`${where}: the scene has not the name of its title`);
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
      const show = (name: string, change: object = {}) => terminal.turnTo({ ...storyNamed(name), ...change });
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
