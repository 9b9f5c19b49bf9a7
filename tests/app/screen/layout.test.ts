import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import type { Ease, KioskView } from '../../../shared/view/view.ts';
import { launch, MISSING_CHROMIUM, openPage, SIZES } from './browser.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { flawsOfPage, sizesOfPage } from './flaws.ts';
import { easeOf, nameOf, SAMPLE_AND_SHAPES } from './matrix.ts';
import { storyNamed } from './stories/registry.ts';
import type { AnyStory } from './stories/story.ts';

/** Size of type by what it is, px. */
type Sizes = Readonly<Record<string, number>>;

if (MISSING_CHROMIUM !== undefined && process.env['CI'] !== 'true') {
  test.skip(`screen layout: ${MISSING_CHROMIUM}`, () => undefined);
} else {
  describe('nothing is clipped, covered, small or faint', () => {
    let browser: Browser;
    beforeAll(async () => {
      await ensureScreen(() => undefined);
      browser = await launch();
    });
    afterAll(async () => browser?.close());

    for (const size of Object.keys(SIZES) as (keyof typeof SIZES)[]) {
      test(`${size}, in every size of type, contrast and language`, { timeout: 1_200_000 }, async () => {
        const terminal = await FakeTerminal.start(SCREEN_DIST);
        const { page, complaints } = await openPage(browser, size);
        terminal.show(storyNamed('home'));
        await page.goto(terminal.url);
        await page.waitForSelector('[data-screen=home]');
        const found: string[] = [];
        const draw = async (view: KioskView, ease: Ease): Promise<void> => {
          await terminal.turnTo({ ...view, ease });
          // English comes in a file of its own.
          await page.waitForSelector(`.kiosk[lang="${ease.language}"]`);
          await page.evaluate(() => document.fonts.ready);
        };
        const drawn = new Map<string, Sizes>();
        const sizesAsDrawn = async ({ name, view }: AnyStory, ease: Ease): Promise<Sizes> => {
          const key = `${name}, ${ease.contrast}, ${ease.language}`;
          const known = drawn.get(key);
          if (known !== undefined) return known;
          await draw(view, { ...ease, text: 0 });
          const sizes = await page.evaluate(sizesOfPage);
          drawn.set(key, sizes);
          return sizes;
        };
        for (const one of SAMPLE_AND_SHAPES.filter(({ variant }) => variant.size === size)) {
          const where = nameOf(one);
          const ease = easeOf(one.variant);
          const asDrawn = await sizesAsDrawn(one.story, ease);
          await draw(one.story.view, ease);
          const now = await page.evaluate(sizesOfPage);
          for (const [what, size] of Object.entries(asDrawn))
            if ((now[what] ?? size) < size)
              found.push(`${where}: ${what} is ${now[what]} px, smaller than ${size} px as drawn`);
          for (const flaw of await page.evaluate(flawsOfPage)) found.push(`${where}: ${flaw}`);
          if ((await page.locator('.kiosk').getAttribute('data-part')) === '') continue;
          // A touch within a moment of a new screen is a bouncing finger.
          await page.waitForTimeout(300);
          await page.locator('.turn').click();
          await page.waitForSelector('[data-part="2"]');
          for (const flaw of await page.evaluate(flawsOfPage)) found.push(`${where}, part 2: ${flaw}`);
          if (ease.text === 0) found.push(`${where}: does not fit as drawn`);
        }
        await page.context().close();
        await terminal.stop();
        expect(found).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }

    test('on panels of other sizes the screen fills the glass and stays whole', async () => {
      const terminal = await FakeTerminal.start(SCREEN_DIST);
      terminal.show(storyNamed('home'));
      for (const viewport of [
        { width: 1280, height: 720 },
        { width: 1920, height: 1080 },
        { width: 768, height: 1366 },
        { width: 2160, height: 3840 },
        { width: 1024, height: 768 },
      ]) {
        const { page } = await openPage(browser, 'portrait', { viewport });
        await page.goto(terminal.url);
        await page.waitForSelector('[data-screen=home]');
        await page.evaluate(() => document.fonts.ready);
        const box = await page.locator('.kiosk').boundingBox();
        expect(Math.round(box?.width ?? 0)).toBe(viewport.width);
        expect(Math.round(box?.height ?? 0)).toBe(viewport.height);
        const clipped = (await page.evaluate(flawsOfPage)).filter((flaw) =>
          /leaves|cut off|lies|overlap|wraps/.test(flaw),
        );
        expect(clipped).toEqual([]);
        await page.context().close();
      }
      await terminal.stop();
    });
  });
}
