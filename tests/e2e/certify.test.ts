import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { haveChromium, launchBrowser, onScreen, openKiosk, press } from './browser.ts';
import type { Hall } from './hall.ts';
import { openHall } from './hall.ts';
import { readVector } from './peers/card-reader.ts';
import { haveSocat } from './peers/pty.ts';
import { runCommand } from './processes.ts';

const card = readVector('tests/fixtures/sam/citizen_readbase_1295.hex');
const ID_NUMBER = '110101190001010014';
const RETIREE = `${ID_NUMBER},测试甲,rural,990101001001,,receiving,,,,2015-01,`;

/** Last month of twelve, counting this one, in China Standard Time. */
function elevenMonthsOn(): { iso: string; chinese: string } {
  const now = new Date(Date.now() + 8 * 3_600_000);
  const then = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 11, 1));
  const [year, month] = [then.getUTCFullYear(), then.getUTCMonth() + 1];
  return { iso: `${year}-${String(month).padStart(2, '0')}`, chinese: `${year}年${month}月` };
}

async function certify(page: Page, hall: Hall): Promise<void> {
  await onScreen(page, 'home');
  await press(page, '资格认证');
  await onScreen(page, 'identify');
  hall.reader.place(card);
  await onScreen(page, 'confirm-identity');
  await press(page, '是我本人');
  await onScreen(page, 'consent');
  await press(page, '同意并开始');
  await onScreen(page, 'result');
}

async function printedReceipt(page: Page, hall: Hall): Promise<string> {
  await press(page, '打印回执');
  await expect.poll(() => hall.printer.text(), { timeout: 15_000 }).toContain('有效期至');
  await expect
    .poll(() => hall.printer.bytes().includes(Buffer.from([0x1d, 0x56])), { timeout: 15_000 })
    .toBe(true);
  return hall.printer.text();
}

describe.runIf(haveChromium() && haveSocat())('one retiree, certified for a year', () => {
  let browser: Browser;
  let hall: Hall | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await hall?.close();
    hall = undefined;
  });

  it('from a card on the reader to a row in the county and a receipt in hand', async () => {
    hall = await openHall({ persons: [RETIREE] });
    const page = await openKiosk(browser, hall.kiosk.url);
    await certify(page, hall);
    const through = elevenMonthsOn();
    await expect.poll(() => page.textContent('body')).toContain('认证成功');
    expect(await page.textContent('body')).toContain(through.chinese);

    const receipt = await printedReceipt(page, hall);
    const [row, ...others] = await hall.certifications();
    expect(others).toEqual([]);
    expect(row?.slice(1, 7)).toEqual([ID_NUMBER, '测试甲', 'face', 'accepted', 'true', '1 号机']);
    expect(row?.at(-1)).toBe(through.iso);
    expect(receipt).toContain('回执');
    expect(receipt).toContain('认证成功');
    expect(receipt).toContain(`有效期至 ${through.chinese}`);
    expect(receipt).toContain(row?.[0]);
    expect(receipt).not.toContain(ID_NUMBER);

    await press(page, '完成');
    await onScreen(page, 'home');
    hall.reader.remove();
    await press(page, '资格认证');
    await onScreen(page, 'identify');
    hall.reader.place(card);
    await onScreen(page, 'confirm-identity');
    await press(page, '是我本人');
    await onScreen(page, 'already-certified');
    expect(await page.textContent('body')).toContain(through.chinese);
    expect(await runCommand('audit', 'verify', '--db', hall.db)).toMatchObject({ code: 0 });
    expect(await runCommand('audit', 'verify', '--data', hall.dataDir)).toMatchObject({ code: 0 });
  });

  it('with the county stopped: 已受理，待上传, and exactly one row when it is back', async () => {
    hall = await openHall({ persons: [RETIREE] });
    const page = await openKiosk(browser, hall.kiosk.url);
    await onScreen(page, 'home');
    await hall.stopCounty();
    await certify(page, hall);
    const receipt = await printedReceipt(page, hall);
    expect(receipt).toContain('已受理，待上传');
    await press(page, '完成');
    await onScreen(page, 'home');
    await hall.startCounty();
    await expect
      .poll(async () => (await hall?.certifications())?.length, { timeout: 30_000, interval: 500 })
      .toBe(1);
    const [row] = await hall.certifications();
    expect(row?.[4]).toBe('accepted');
    expect(receipt).toContain(row?.[0]);
  });
});
