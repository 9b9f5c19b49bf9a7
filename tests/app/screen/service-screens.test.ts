import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import { launch, MISSING_CHROMIUM, openPage } from './browser.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { storyNamed } from './stories/registry.ts';

/** The file in which the screens of 资格认证 come. */
const CERTIFY = /\/certify-[\w-]+\.js$/;

if (MISSING_CHROMIUM !== undefined && process.env['CI'] !== 'true') {
  test.skip(`screens of a service: ${MISSING_CHROMIUM}`, () => undefined);
} else {
  describe('the screens of a service come in a file of their own', () => {
    let browser: Browser;
    let terminal: FakeTerminal;
    let page: Page;
    let complaints: string[];
    /** How the file is answered; by default as it stands. */
    let answer: (as: 'serve' | 'fail') => void;
    let asked: Promise<void>;

    beforeAll(async () => {
      await ensureScreen(() => undefined);
      browser = await launch();
    });
    afterAll(async () => browser?.close());
    beforeEach(async () => {
      terminal = await FakeTerminal.start(SCREEN_DIST);
      ({ page, complaints } = await openPage(browser, 'portrait'));
    });
    afterEach(async () => {
      await page.context().close();
      await terminal.stop();
    });

    /** Holds the file back until the test answers; every later request is answered alike. */
    const hold = async (): Promise<void> => {
      let tellAsked = (): void => undefined;
      asked = new Promise((resolve) => {
        tellAsked = resolve;
      });
      const answered = new Promise<'serve' | 'fail'>((resolve) => {
        answer = resolve;
      });
      await page.route(CERTIFY, async (route) => {
        tellAsked();
        await ((await answered) === 'serve' ? route.continue() : route.abort());
      });
    };
    const screen = () => page.locator('main').getAttribute('data-screen');
    const painted = () =>
      terminal.heard.flatMap((message) => (message.type === 'painted' ? [message.page] : []));

    test('while nobody is there it is fetched, and whoever comes waits for nothing', async () => {
      const fetched = page.waitForResponse((response) => CERTIFY.test(response.url()));
      terminal.show(storyNamed('home'));
      await page.goto(terminal.url);
      expect((await fetched).ok()).toBe(true);
      await page.route(/\.js$/, (route) => route.abort());
      for (const name of ['consent', 'capture', 'fallback', 'already-certified', 'result, accepted']) {
        await terminal.turnTo(storyNamed(name));
        expect(await screen()).toBe(storyNamed(name).screen);
      }
      expect(complaints).toEqual([]);
    });

    test('until it is here the screen before it stays, keys and all, and is not reported as the new one', async () => {
      await hold();
      terminal.show(storyNamed('home'));
      await page.goto(terminal.url);
      const before = await terminal.turnTo(storyNamed('confirm-identity'));
      const drawn = terminal.turnTo(storyNamed('consent'));
      await asked;
      // The page has had its turn: had it drawn anything, it would have been by now.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      expect(await screen()).toBe('confirm-identity');
      expect(await page.locator('.scene').innerText()).toContain('李＊珍');
      expect(Math.max(...painted())).toBe(before);
      answer('serve');
      expect(await drawn).toBe(before + 1);
      expect(await screen()).toBe('consent');
      expect(complaints).toEqual([]);
    });

    test('a screen that begins in the middle of a visit waits in words, never empty', async () => {
      await hold();
      terminal.show({ ...storyNamed('consent'), page: 5 });
      await page.goto(terminal.url);
      await asked;
      expect(await page.getByRole('status').innerText()).toBe('正在准备，请稍等');
      expect(painted()).toEqual([]);
      answer('serve');
      await page.getByRole('button', { name: '同意并开始' }).waitFor();
      expect(complaints).toEqual([]);
    });

    test('when it cannot be read the machine says that it is out of service, can be left, and asks again', async () => {
      await hold();
      terminal.show(storyNamed('home'));
      await page.goto(terminal.url);
      answer('fail');
      const number = await terminal.turnTo(storyNamed('consent'));
      expect(await screen()).toBe('out-of-service');
      const words = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
      expect(words).toContain('这台机器 暂时不能用');
      expect(words).toContain('12333');
      expect(words).not.toContain('请到这里办');
      const left = terminal.hears(
        (m) => m.type === 'intent' && m.intent.type === 'leave' && m.page === number,
      );
      await page.getByRole('button', { name: '退出' }).click();
      await left;
      await page.unroute(CERTIFY);
      await terminal.turnTo(storyNamed('home'));
      await terminal.turnTo(storyNamed('consent'));
      expect(await screen()).toBe('consent');
    });
  });
}
