import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { haveChromium, launchBrowser, onScreen, openKiosk, press } from './browser.ts';
import type { Hall } from './hall.ts';
import { openHall } from './hall.ts';
import { readVector } from './peers/card-reader.ts';
import { haveSocat } from './peers/pty.ts';

const card = readVector('tests/fixtures/sam/citizen_readbase_1295.hex');
const RETIREE = '110101190001010014,测试甲,rural,990101001001,,receiving,,,,2015-01,';

describe.runIf(haveChromium() && haveSocat())('paper and cables', () => {
  let browser: Browser;
  let hall: Hall;
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => hall.close());

  async function toConsent(): Promise<void> {
    hall = await openHall({ persons: [RETIREE] });
    page = await openKiosk(browser, hall.kiosk.url);
    await onScreen(page, 'home');
    hall.reader.place(card);
    await onScreen(page, 'confirm-identity');
    await press(page, '是我本人');
    await onScreen(page, 'consent');
  }

  const says = (text: string): Promise<void> => page.getByText(text).first().waitFor({ timeout: 20_000 });

  it('paper out before: said before anything is promised, certified all the same, printed later as 补打', async () => {
    await toConsent();
    hall.printer.setPaper('out');
    await page.getByRole('button', { name: '稍后补打', exact: true }).waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: '不要回执', exact: true }).waitFor();
    await press(page, '稍后补打');
    await press(page, '同意并开始');
    await onScreen(page, 'result');
    await says('认证成功');
    await press(page, '完成');
    await onScreen(page, 'home');
    expect(await hall.certifications()).toHaveLength(1);
    expect(hall.printer.text()).not.toContain('回执');

    hall.printer.setPaper('ok');
    hall.reader.remove();
    hall.reader.place(card);
    await onScreen(page, 'confirm-identity');
    await press(page, '是我本人');
    await onScreen(page, 'already-certified');
    // The key lies where 是我本人 lay; a second touch there within a blink counts as a bounce.
    await page.waitForTimeout(600);
    await press(page, '补打回执');
    await expect.poll(() => hall.printer.text(), { timeout: 20_000 }).toContain('补打');
    expect(await hall.certifications()).toHaveLength(1);
  });

  it('paper out in the middle: the certification stands, the next print is marked 补打', async () => {
    await toConsent();
    await press(page, '同意并开始');
    await onScreen(page, 'result');
    hall.printer.runOutAfter(150);
    await press(page, '打印回执');
    await page.getByRole('button', { name: '稍后补打', exact: true }).waitFor({ timeout: 30_000 });
    await says('认证成功');
    hall.printer.clear();
    hall.printer.setPaper('ok');
    await press(page, '打印回执');
    await expect.poll(() => hall.printer.text(), { timeout: 30_000 }).toContain('补打');
    expect(await hall.certifications()).toHaveLength(1);
  });

  it('the terminal killed after the commit: a reprint is offered at the next card, and nothing is doubled', async () => {
    await toConsent();
    await press(page, '同意并开始');
    await onScreen(page, 'result');
    await hall.kiosk.stop('SIGKILL');
    await page.close();
    const again = await hall.startKiosk();
    page = await openKiosk(browser, again.url);
    await onScreen(page, 'home');
    hall.reader.remove();
    hall.reader.place(card);
    await onScreen(page, 'confirm-identity');
    await press(page, '是我本人');
    await onScreen(page, 'already-certified');
    await page.waitForTimeout(600);
    await press(page, '补打回执');
    await expect.poll(() => hall.printer.text(), { timeout: 20_000 }).toContain('补打');
    expect(await hall.certifications()).toHaveLength(1);
  });
});
