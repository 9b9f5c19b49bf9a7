import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import type { KioskView } from '../../../shared/view/view.ts';
import { launch, MISSING_CHROMIUM, openPage } from './browser.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { screens } from './every-screen.ts';
import { STORIES, STORIES_OF, storyNamed } from './stories/registry.ts';
import { NOW } from './stories/story.ts';

/** Buttons by screen as the outside world finds them. */
const BUTTONS: readonly (readonly [story: string, names: readonly string[]])[] = [
  [
    'home',
    [
      '资格认证',
      '账户查询',
      '打印证明',
      '缴费办理',
      '参保登记',
      '待遇申领',
      '业务进度',
      '语音帮助',
      '大字',
      '高对比',
      'English',
    ],
  ],
  ['identify', ['返回', '没带卡', '语音', '大字', '高对比', 'English', '退出']],
  [
    'enter-number, half',
    ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', 'X', '改一位', '清空', '填好了', '返回'],
  ],
  ['enter-number, phone', ['不留电话', '填好了']],
  ['confirm-identity', ['是我本人', '不是我']],
  ['already-certified', ['完成', '重新认证']],
  ['already-certified, offered', ['补打回执', '完成', '重新认证']],
  ['consent', ['同意并开始', '不用人脸识别', '返回']],
  ['consent, no paper', ['同意并开始', '不用人脸识别', '返回', '稍后补打', '不要回执']],
  ['capture', ['返回', '换一种方式']],
  ['fallback', ['亲属见证', '预约上门', '人工窗口', '再试一次']],
  ['result, accepted', ['打印回执', '完成']],
  ['result, paper-out', ['打印回执', '完成', '稍后补打', '不要回执']],
  ['still-here', ['我还在', '退出']],
];

/** What must be on the screen. */
const TEXTS: readonly (readonly [story: string, texts: readonly string[]])[] = [
  ['home', ['柏坪县社保大厅', '10:42', '11月23日', '此机暂未开通，请到窗口办理']],
  ['home, nothing open, no paper, demo', ['演示', '回执打印机缺纸']],
  ['identify', ['请放身份证', '平放在屏幕下面']],
  ['identify, name', ['李秀珍', '还在核对']],
  ['confirm-identity', ['李＊珍', '990***********2416']],
  ['already-certified', ['有效期至 2027年10月']],
  ['consent', ['做什么用', '留下什么', '留多久', '不留照片']],
  ['capture, blink', ['请眨一下眼睛', '第 2 步，共 3 步']],
  ['result, accepted', ['认证成功', '有效期至 2027年10月', '9901012611230482']],
  ['result, submitted, witness', ['已受理', '9901012611230482']],
  ['result, queued', ['已受理，待上传', '连上就报县里']],
  ['result, ineligible, not-yet-receiving', ['今天不用办', '还没开始领', '可以放心回家']],
  ['result, ineligible, transferred', ['要到转去的地方办', '12333']],
  ['result, ineligible, sealed', ['请到 3号窗口']],
  ['out-of-service, no-reader', ['身份证读卡器坏了', '右手边 2 号机，或到 3 号窗口']],
];

if (MISSING_CHROMIUM !== undefined && process.env['CI'] !== 'true') {
  test.skip(`kiosk screen: ${MISSING_CHROMIUM}`, () => undefined);
} else {
  describe('the kiosk screen', () => {
    let browser: Browser;
    let terminal: FakeTerminal;
    let page: Page;
    let complaints: string[];
    let number = 0;

    const show = async (view: KioskView): Promise<void> => {
      number = await terminal.turnTo(view);
    };
    const key = (name: string) => page.getByRole('button', { name, exact: true });
    const hearsIntent = (type: string) =>
      terminal.hears((m) => m.type === 'intent' && m.intent.type === type);

    // One page for all: a kiosk's page lives for months and must not mind what came before.
    beforeAll(async () => {
      await ensureScreen(() => undefined);
      browser = await launch();
      terminal = await FakeTerminal.start(SCREEN_DIST);
      terminal.show(storyNamed('home'));
      ({ page, complaints } = await openPage(browser, 'portrait'));
      await page.goto(`${terminal.url}?token=abc`);
      await page.waitForSelector('[data-screen=home]');
    });
    afterAll(async () => {
      await browser?.close();
      await terminal?.stop();
    });
    beforeEach(() => {
      terminal.heard.length = 0;
    });

    test('every button is found by its role and name, every text is there', async () => {
      for (const [story, names] of BUTTONS) {
        const view = storyNamed(story);
        await show(view);
        expect(await page.locator('[data-screen]').getAttribute('data-screen')).toBe(view.screen);
        for (const name of names) expect(await key(name).count(), `${name} on ${story}`).toBe(1);
      }
      for (const [story, texts] of TEXTS) {
        await show(storyNamed(story));
        const seen = await page.locator('main').innerText();
        for (const text of texts) expect(seen.replaceAll(/\s+/g, ' '), story).toContain(text);
      }
      expect(complaints).toEqual([]);
    });

    test('services that are not open are disabled, findable, and say why', async () => {
      await show(storyNamed('home'));
      expect(await key('资格认证').isEnabled()).toBe(true);
      for (const name of ['账户查询', '打印证明', '缴费办理', '参保登记', '待遇申领', '业务进度']) {
        expect(await key(name).isDisabled()).toBe(true);
        const why = await key(name).getAttribute('aria-describedby');
        expect(await page.locator(`[id="${why}"]`).innerText()).toBe('此机暂未开通，请到窗口办理');
      }
    });

    test('consent and fallback have no lamp; red is on an accepted result only', async () => {
      for (const { name, view } of STORIES) {
        await show(view);
        if (view.screen === 'consent' || view.screen === 'fallback') {
          expect(await page.locator('.lit').count(), name).toBe(0);
        }
        expect(await page.locator('.lit').count(), name).toBeLessThanOrEqual(1);
        const accepted = view.screen === 'result' && view.outcome === 'accepted';
        expect(await page.locator('.seal').count(), name).toBe(accepted ? 1 : 0);
        if (view.screen === 'fallback') {
          expect(await page.locator('main').innerText()).not.toContain('失败');
        }
      }
    });

    test('the token is handed on and each page is reported as painted', async () => {
      expect(terminal.tokens).toEqual(['abc']);
      await show(storyNamed('identify'));
      await terminal.hears((m) => m.type === 'painted' && m.page === number);
    });

    test('a press acts on release, with the page it was made on', async () => {
      await show(storyNamed('confirm-identity'));
      const box = await key('是我本人').boundingBox();
      if (box === null) throw new Error('no key');
      await page.mouse.move(box.x + 50, box.y + 50);
      await page.mouse.down();
      expect(terminal.intents()).toEqual([]);
      expect(await key('是我本人').getAttribute('data-sunk')).toBe('true');
      // 20 px beside the key is still the key; 60 px is not.
      await page.mouse.move(box.x + 50, box.y + box.height + 20);
      const heard = hearsIntent('confirm-me');
      await page.mouse.up();
      await heard;
      expect(terminal.heard.find((m) => m.type === 'intent')).toEqual({
        type: 'intent',
        page: number,
        intent: { type: 'confirm-me' },
      });
      await show(storyNamed('confirm-identity'));
      await page.mouse.move(box.x + 50, box.y + 50);
      await page.mouse.down();
      await page.mouse.move(box.x + 50, box.y - 60);
      await page.mouse.up();
      const other = hearsIntent('not-me');
      await key('不是我').click();
      await other;
      expect(terminal.intents().map((intent) => intent.type)).toEqual(['confirm-me', 'not-me']);
    });

    test('a trembling double tap is one press, also when the screen has changed under it', async () => {
      await show(storyNamed('enter-number, half'));
      const heard = hearsIntent('erase');
      await key('改一位').dblclick();
      await heard;
      const marker = hearsIntent('clear');
      await key('清空').click();
      await marker;
      expect(terminal.intents().filter((intent) => intent.type === 'erase')).toHaveLength(1);
    });

    test('a press that counts for nothing does not sink', async () => {
      await show(storyNamed('enter-number, half'));
      const heard = hearsIntent('erase');
      // Down, up, and down again in one breath of the page: no machine is too slow for that.
      const sunk = await key('改一位').evaluate((button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        const at = { clientX: x + width / 2, clientY: y + height / 2, pointerId: 1, bubbles: true };
        const press = (type: string): boolean => button.dispatchEvent(new PointerEvent(type, at));
        button.setPointerCapture = () => undefined;
        press('pointerdown');
        const first = button.dataset['sunk'];
        press('pointerup');
        press('pointerdown');
        return [first, button.dataset['sunk']];
      });
      await heard;
      expect(sunk).toEqual(['true', 'false']);
    });

    test('Enter and Space press a key; the pad starts at the next step and moves by arrows', async () => {
      await show(storyNamed('confirm-identity'));
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('是我本人');
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('不是我');
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineWidth,
      );
      expect(outline).toBe('8px');
      const heard = hearsIntent('not-me');
      await page.keyboard.press('Enter');
      await heard;
      await show(storyNamed('consent'));
      const agreed = hearsIntent('agree');
      await page.keyboard.press('Space');
      await agreed;
    });

    test('a screen that was fitted stays as it is while somebody types', async () => {
      const view = storyNamed('enter-number, half');
      if (view.screen !== 'enter-number') throw new Error('no keypad');
      const large = { ...view, ease: { ...view.ease, text: 2 as const } };
      await show(large);
      await page.evaluate(`globalThis.searched = 0; new MutationObserver((all) => (searched += all.length)).observe(
        document.querySelector('.kiosk'), { attributes: true, attributeFilter: ['data-drop'] })`);
      const typed = `${view.typed}7`;
      terminal.show({ ...large, page: number, typed });
      await page.waitForFunction((text) => document.querySelector('.typed')?.textContent === text, typed);
      expect(await page.evaluate('searched')).toBe(0);
    });

    test('a face that comes late, and takes the key with the focus to the other part, leaves the focus on a key', async () => {
      const view = storyNamed('consent');
      await show({ ...view, ease: { ...view.ease, text: 2 } });
      await page.waitForFunction(() => document.activeElement?.ariaLabel === '同意并开始');
      await page.evaluate(() => {
        const terms = document.querySelector<HTMLElement>('.terms');
        if (terms !== null) terms.style.minHeight = '1500px';
        document.fonts.dispatchEvent(new Event('loadingdone'));
      });
      expect(await page.locator('.kiosk').getAttribute('data-part')).toBe('1');
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('看下一页');
    });

    test('every key sends its verb', async () => {
      const cases: readonly (readonly [string, string, object])[] = [
        ['home', '资格认证', { type: 'choose-service', service: 'certify' }],
        ['home', '大字', { type: 'set-text', text: 1 }],
        ['home', '高对比', { type: 'set-contrast', contrast: true }],
        ['home', '语音帮助', { type: 'set-voice', voice: 'aloud' }],
        ['home', 'English', { type: 'set-language', language: 'en' }],
        ['identify', '没带卡', { type: 'no-card' }],
        ['identify', '返回', { type: 'back' }],
        ['identify', '退出', { type: 'leave' }],
        ['enter-number, half', 'X', { type: 'key', key: 'X' }],
        ['enter-number, half', '清空', { type: 'clear' }],
        ['enter-number, half', '填好了', { type: 'submit' }],
        ['enter-number, phone', '不留电话', { type: 'skip' }],
        ['already-certified', '重新认证', { type: 'certify-again' }],
        ['already-certified, offered', '补打回执', { type: 'print-receipt' }],
        ['consent', '同意并开始', { type: 'agree' }],
        ['consent', '不用人脸识别', { type: 'decline-face' }],
        ['consent, no paper', '不要回执', { type: 'choose-receipt', choice: 'none' }],
        ['consent, no paper', '稍后补打', { type: 'choose-receipt', choice: 'print' }],
        ['capture', '换一种方式', { type: 'other-way' }],
        ['fallback', '亲属见证', { type: 'choose-fallback', way: 'witness' }],
        ['fallback', '再试一次', { type: 'choose-fallback', way: 'retry' }],
        ['result, accepted', '打印回执', { type: 'print-receipt' }],
        ['result, accepted', '完成', { type: 'done' }],
        ['still-here', '我还在', { type: 'touch' }],
      ];
      for (const [story, name, intent] of cases) {
        await show(storyNamed(story));
        const heard = terminal.hears(
          (m) => m.type === 'intent' && JSON.stringify(m.intent) === JSON.stringify(intent),
        );
        await key(name).focus();
        await page.keyboard.press('Enter');
        await heard;
      }
    });

    test('the keys of each screen send what the screen says they do, in one story or another, and nothing else', async () => {
      for (const [name, stories] of Object.entries(STORIES_OF)) {
        terminal.heard.length = 0;
        for (const { view } of stories) {
          await show(view);
          // What the rail sends comes after all that the screen's own keys have sent.
          const last = hearsIntent('set-contrast');
          await page.evaluate(() => {
            for (const key of document.querySelectorAll<HTMLElement>('.scene .key'))
              if (key.offsetParent !== null) key.click();
            document.querySelector<HTMLElement>('.rail .key[aria-label="高对比"]')?.click();
          });
          await last;
        }
        const sent = new Set(terminal.intents().map((intent) => intent.type));
        sent.delete('set-contrast');
        expect([...sent].sort(), name).toEqual([...screens.of(stories[0].view).keys.verbs].sort());
      }
    });

    test('a visit can be left from every screen but home, and not while it is being recorded', async () => {
      for (const [name, [{ view }]] of Object.entries(STORIES_OF)) {
        await show(view);
        const leave = key('退出');
        const state =
          (await leave.count()) === 0 ? 'absent' : (await leave.isDisabled()) ? 'resting' : 'offered';
        expect(state, name).toBe(name === 'home' ? 'absent' : name === 'working' ? 'resting' : 'offered');
      }
    });

    test('a touch on nothing says that somebody is there', async () => {
      await show(storyNamed('identify'));
      const heard = hearsIntent('touch');
      await page.mouse.click(540, 320);
      await heard;
    });

    test('what is not a view is dropped, and the last view stays', async () => {
      await show(storyNamed('identify'));
      for (const junk of [
        '',
        'not json',
        '[]',
        '{"type":"view","view":{"screen":"home"}}',
        '{"type":"eval","code":"1"}',
      ]) {
        terminal.sayRaw(junk);
      }
      terminal.sayRaw(JSON.stringify({ type: 'view', view: storyNamed('home'), pad: 'x'.repeat(20_000) }));
      await show(storyNamed('consent'));
      expect(await page.locator('main').getAttribute('data-screen')).toBe('consent');
      expect(complaints).toEqual([]);
    });

    test('without the terminal the view stays, keys rest, one calm sentence comes, and it comes back', async () => {
      await show(storyNamed('consent'));
      terminal.answering = false;
      terminal.hangUp();
      await page.getByText('屏幕正在重新连上机器，请稍等').waitFor();
      expect(await page.locator('main').getAttribute('inert')).not.toBeNull();
      expect(await page.locator('main').innerText()).toContain('照脸之前');
      terminal.answering = true;
      await key('同意并开始').waitFor();
      await page.getByText('屏幕正在重新连上机器').waitFor({ state: 'detached' });
    });

    test('a screen that another one has taken over from waits for a touch before it comes back', async () => {
      const { page: second } = await openPage(browser, 'landscape');
      await second.goto(terminal.url);
      await second.waitForSelector('[data-screen]');
      const before = terminal.tokens.length;
      terminal.takeOver();
      await second.getByText('别的窗口正在用').waitFor();
      expect(terminal.tokens.length).toBe(before);
      await second.mouse.click(600, 300);
      await second.getByText('别的窗口正在用').waitFor({ state: 'detached' });
      await second.context().close();
      await page.mouse.click(540, 320);
      await page.getByText('别的窗口正在用').waitFor({ state: 'detached' });
    });

    test('English comes as a chunk of its own and changes every word of the screen', async () => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url()));
      const view = storyNamed('consent');
      await show({ ...view, ease: { ...view.ease, language: 'en' } });
      await page.getByRole('button', { name: 'Agree, start' }).waitFor();
      expect(loaded.some((url) => /en-[\w-]+\.js$/.test(url))).toBe(true);
      const seen = await page.locator('.window, .counter').allInnerTexts();
      expect(seen.join('')).not.toMatch(/[\u4e00-\u9fff]/);
    });

    test('rare characters have a glyph from our own faces', async () => {
      await show(storyNamed('identify, rare name'));
      await page.evaluate(() => document.fonts.ready);
      const client = await page.context().newCDPSession(page);
      await client.send('DOM.enable');
      await client.send('CSS.enable');
      const { root } = await client.send('DOM.getDocument');
      const { nodeId } = await client.send('DOM.querySelector', { nodeId: root.nodeId, selector: '.person' });
      const { fonts } = await client.send('CSS.getPlatformFontsForNode', { nodeId });
      expect(fonts.every((font) => font.isCustomFont)).toBe(true);
      expect(fonts.reduce((sum, font) => sum + font.glyphCount, 0)).toBe(4);
    });

    test('the clock is China’s, whatever the machine thinks', async () => {
      await show({ ...storyNamed('home'), now: NOW + 14 * 3_600_000 });
      expect(await page.locator('.clock').innerText()).toContain('00:42');
      expect(await page.locator('.clock').innerText()).toContain('11月24日 星期二');
    });
  });
}
