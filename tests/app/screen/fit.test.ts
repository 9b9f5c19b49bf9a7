import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CHANGED } from '../../../app/screen/frame/fit.ts';
import { FitMemory, shapeOfMarkup } from '../../../app/screen/frame/fit-memory.ts';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import type { KioskView, ViewOf } from '../../../shared/view/view.ts';
import { launch, MISSING_CHROMIUM, openPage } from './browser.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { STORIES, storyNamed } from './stories/registry.ts';

describe('the shape of a screen', () => {
  test('is the same whoever it is about, and another as soon as it takes another room', () => {
    const shape = (name: string, id = 'P0-7', more = '') =>
      shapeOfMarkup(
        `<dl><dd id="${id}">${name}</dd><b>有效期至 2027年10月</b><svg class="icon"><path d="M1 2"/></svg>${more}</dl>`,
      );
    expect(shape('王＊芳', 'P0-31')).toBe(shape('李＊珍'));
    expect(shape('李珍')).not.toBe(shape('李＊珍'));
    expect(shape('M＊＊Z')).not.toBe(shape('李＊＊珍'));
    expect(shape('李＊珍', 'P0-7', '<p>正在打回执</p>')).not.toBe(shape('李＊珍'));
    expect(shape('李＊珍')).not.toMatch(/李|珍|2027/);
    expect(shape('WANG')).not.toBe(shape('IIII'));
  });

  test('drawings count by their kind, not by their strokes', () => {
    const drawing = (kind: string, strokes: string) =>
      shapeOfMarkup(`<p><svg class="${kind}">\n${strokes}</svg></p>`);
    expect(drawing('slot', '<path d="M1 2"/>')).toBe(drawing('slot', '<path d="M3 4"/><path/>'));
    expect(drawing('slot', '')).not.toBe(drawing('seal', ''));
  });
});

describe('what fitted', () => {
  const fit = { drop: 'tight', part: '' };

  test('is known until it was seen longest ago of five hundred others', () => {
    const memory = new FitMemory();
    memory.keep('seen', fit);
    memory.keep('not seen', fit);
    for (let other = 0; other < 510; other += 1) {
      memory.keep(`${other}`, fit);
      expect(memory.recall('seen')).toBe(fit);
    }
    memory.keep('one more', fit);
    expect(memory.recall('not seen')).toBeUndefined();
    expect(memory.recall('seen')).toBe(fit);
  });
});

if (MISSING_CHROMIUM !== undefined && process.env['CI'] !== 'true') {
  test.skip(`fitting: ${MISSING_CHROMIUM}`, () => undefined);
} else {
  describe('on the glass', () => {
    let browser: Browser;
    let page: Page;
    let terminal: FakeTerminal;
    beforeAll(async () => {
      await ensureScreen(() => undefined);
      browser = await launch();
      terminal = await FakeTerminal.start(SCREEN_DIST);
    });
    afterAll(async () => {
      await browser?.close();
      await terminal?.stop();
    });

    const result = storyNamed('result, paper-out') as ViewOf<'result'>;
    const large = (view: KioskView): KioskView => ({ ...view, ease: { ...view.ease, text: 2 } });
    const another = large({ ...result, maskedName: '王＊芳', certificateNo: '9901012611235517' });
    const foreign = large({ ...result, maskedName: 'MARIA ALEJANDRA FERNANDEZ ＊' });

    const opened = async (): Promise<Page> => {
      const { page: fresh } = await openPage(browser, 'landscape');
      terminal.show(storyNamed('home'));
      await fresh.goto(terminal.url);
      await fresh.waitForSelector('[data-screen=home]');
      return fresh;
    };
    const given = () =>
      page.locator('.kiosk').evaluate(({ dataset }: HTMLElement) => [dataset['drop'], dataset['part']]);
    /** How often something was given up or taken back while `act` went on. */
    const tries = async (act: () => Promise<unknown>): Promise<number> => {
      await page.evaluate(`globalThis.tries = 0; new MutationObserver((all) => (tries += all.length)).observe(
        document.querySelector('.kiosk'), { attributes: true, attributeFilter: ['data-drop'] })`);
      await act();
      return page.evaluate<number>('tries');
    };
    /** Until every face is here: a screen on its way to them is fitted for now only. */
    const settle = async (view: KioskView): Promise<void> => {
      for (let times = 0; times < 2; times += 1) {
        await terminal.turnTo(view);
        await page.evaluate(() => document.fonts.ready);
      }
    };
    beforeEach(async () => {
      await page?.context().close();
      page = await opened();
    });

    test('the next person’s screen of the same shape is fitted at the first try, as it would be afresh', async () => {
      await settle(large(result));
      const asAfresh = await given();
      expect(asAfresh[0]).not.toBe('');
      await terminal.turnTo(storyNamed('home'));
      expect(await tries(() => terminal.turnTo(another))).toBe(1);
      expect(await given()).toEqual(asAfresh);
    });

    test('one of another shape is fitted anew', async () => {
      await settle(foreign);
      const asAfresh = await given();
      await page.context().close();
      page = await opened();
      await settle(large(result));
      await settle(foreign);
      expect(await given()).toEqual(asAfresh);
    });

    test('what fits while a face is on its way holds for now only', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route(/rare-.*\.woff2$/, async (route) => {
        await released;
        await route.continue();
      });
      const rare = large(storyNamed('identify, rare name'));
      await terminal.turnTo(rare);
      expect(await page.evaluate(() => document.fonts.status)).toBe('loading');
      await terminal.turnTo(storyNamed('home'));
      expect(await tries(() => terminal.turnTo(rare))).toBeGreaterThan(1);
      release();
      await page.evaluate(() => document.fonts.ready);
      await settle(rare);
      await page.evaluate('globalThis.tries = 0');
      await terminal.turnTo(rare);
      expect(await page.evaluate('tries')).toBe(1);
    });

    test('a word is passed over only where none of its rules has anything to change', async () => {
      const wrong = new Set<string>();
      let rules = 0;
      for (const { name, view } of STORIES) {
        await terminal.turnTo(view);
        const { applied, missed } = await page.evaluate((changed) => {
          const own = [...document.styleSheets]
            .flatMap((sheet) => [...sheet.cssRules])
            .flatMap((rule) => (rule instanceof CSSStyleRule ? rule.selectorText.split(/,(?![^(]*\))/) : []));
          const found = { applied: 0, missed: [] as string[] };
          for (const [word, selector] of Object.entries(changed)) {
            const said = `[data-drop~="${word}"]`;
            for (const rule of own.filter((one) => one.includes(said))) {
              found.applied += 1;
              // What a key says below its name stands in its face as an attribute.
              const without = rule
                .replace(`:not(${said})`, '')
                .replace(said, '.kiosk')
                .replace('::after', '[data-about]');
              const there = (one: string): boolean => document.querySelector(one) !== null;
              if (there(without) && !there(`.kiosk :is(${selector})`)) found.missed.push(rule);
            }
          }
          return found;
        }, CHANGED);
        rules = applied;
        for (const rule of missed) wrong.add(`${name}: ${rule}`);
      }
      expect(rules).toBeGreaterThan(5);
      expect([...wrong]).toEqual([]);
    });
  });
}
