import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureScreen, SCREEN_DIST } from '../../../../app/terminal/build/screen.ts';
import type { KioskView } from '../../../../shared/view/view.ts';
import { launch, MISSING_CHROMIUM, openPage } from '../browser.ts';
import { FakeTerminal } from '../fake-terminal.ts';
import { spoken } from '../every-screen.ts';
import { STORIES_OF, storyNamed } from '../stories/registry.ts';

/** Notes what the page plays, and plays it ten times as fast: the clips themselves are decoded. */
function listen(): void {
  const heard: string[] = [];
  Object.assign(globalThis, { heard });
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    this.playbackRate = 10;
    this.addEventListener('ended', () => {
      if (this.duration > 0.05) heard.push(decodeURIComponent(this.src.split('/audio/')[1] ?? this.src));
    });
    return play.call(this);
  };
}

if (MISSING_CHROMIUM !== undefined && process.env['CI'] !== 'true') {
  test.skip(`speech: ${MISSING_CHROMIUM}`, () => undefined);
} else {
  describe('in the page', () => {
    let browser: Browser;
    let terminal: FakeTerminal;
    let page: Page;
    let complaints: string[];
    let number = 10;

    const show = async (view: KioskView, voice: 'off' | 'aloud' | 'private', turn = true): Promise<void> => {
      if (turn) number += 1;
      terminal.show({ ...view, page: number, ease: { ...view.ease, voice } });
      await page.waitForSelector(`[data-screen=${view.screen}]`);
    };
    const heard = (): Promise<string[]> =>
      page.evaluate(() => [...(globalThis as unknown as { heard: string[] }).heard]);
    /** Waits until this clip has been played to its end. */
    const hears = async (file: string): Promise<void> => {
      await page.waitForFunction(
        (wanted) => (globalThis as unknown as { heard: string[] }).heard.includes(wanted),
        file,
        { timeout: 30_000 },
      );
    };

    beforeAll(async () => {
      await ensureScreen(() => undefined);
      browser = await launch();
      terminal = await FakeTerminal.start(SCREEN_DIST);
    });
    afterAll(async () => {
      await browser.close();
      await terminal.stop();
    });
    beforeEach(async () => {
      await page?.context().close();
      ({ page, complaints } = await openPage(browser, 'portrait'));
      await page.addInitScript(listen);
      terminal.show(storyNamed('home'));
      await page.goto(terminal.url);
      await page.waitForSelector('[data-screen=home]');
      // A browser plays nothing before the first touch; the kiosk's own window does.
      await page.mouse.click(540, 300);
    });

    test('nothing is heard until it is asked for; then the screen, and each change of it', async () => {
      await show(storyNamed('identify'), 'off');
      expect(await heard()).toEqual([]);
      await show(storyNamed('identify'), 'aloud');
      await hears('zh-CN/spoken.voice.aloud.opus');
      await hears('zh-CN/identify.title.opus');
      await hears('zh-CN/identify.lead.opus');
      await show(storyNamed('identify, moved'), 'aloud', false);
      await hears('zh-CN/identify.trouble.moved.opus');
      expect((await heard()).filter((file) => file.endsWith('identify.title.opus'))).toHaveLength(1);
      expect(complaints).toEqual([]);
    });

    test('the name and the last digits are heard by headphones, and never in the hall', async () => {
      await show(storyNamed('confirm-identity'), 'aloud');
      await hears('zh-CN/confirm.lead.opus');
      expect((await heard()).join(' ')).not.toMatch(/syllables|number\./);
      await show(storyNamed('confirm-identity'), 'private');
      await hears('syllables/zhen1.opus');
      await hears('zh-CN/number.2.opus');
      const all = await heard();
      expect(all).toContain('zh-CN/spoken.voice.private.opus');
      expect(all).toContain('syllables/li3.opus');
      for (const digit of [4, 1, 6]) await hears(`zh-CN/number.${digit}.opus`);
    });

    test('the printing of a slip is heard, and that it can be taken', async () => {
      const result = storyNamed('result, accepted');
      if (result.screen !== 'result') throw new Error('no result');
      await show({ ...result, receipt: 'printing' }, 'aloud');
      await hears('zh-CN/result.title.accepted.opus');
      await show({ ...result, receipt: 'printed' }, 'aloud', false);
      await hears('zh-CN/already.reprint.printed.opus');
    });

    test('with the five keys, each key is heard as it is reached', async () => {
      await show(storyNamed('fallback'), 'aloud');
      await hears('zh-CN/fallback.title.opus');
      await page.keyboard.press('ArrowDown');
      await hears('zh-CN/key.witness.opus');
      await page.keyboard.press('ArrowDown');
      await hears('zh-CN/key.visit.about.opus');
    });

    test('every screen is heard, from its first words on', async () => {
      for (const [name, [{ view }]] of Object.entries(STORIES_OF)) {
        await show(view, 'aloud');
        const first = spoken(view, (word) => word).find((line) => line.for !== 'ear');
        await hears(`zh-CN/${first?.text}.opus`).catch(() => expect.unreachable(`${name} is not heard`));
      }
    });

    test('in English the same', async () => {
      const home = storyNamed('home');
      await show({ ...home, ease: { ...home.ease, language: 'en' } }, 'aloud');
      await hears('en/home.title.opus');
    });

    test('without a loudspeaker the key says so, and can still be pressed', async () => {
      const mute = await launch({ silent: true });
      const { page: own } = await openPage(mute, 'portrait');
      await own.goto(terminal.url);
      const key = own.getByRole('button', { name: '语音帮助' });
      await key.waitFor();
      await own.getByText('没接喇叭').waitFor();
      expect(await key.isEnabled()).toBe(true);
      await mute.close();
      expect(await page.getByText('没接喇叭').count()).toBe(0);
    });
  });
}
