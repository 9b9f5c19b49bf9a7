import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether tests in a real browser can run; on a build server their absence is a failure, not a skip. */
export function haveChromium(): boolean {
  if (existsSync(CHROMIUM)) return true;
  const message = `Chromium is not at ${CHROMIUM}: apt-get install chromium (or set CHROMIUM to its path)`;
  if (process.env['CI'] !== undefined) throw new Error(message);
  process.stderr.write(`not run: ${message}\n`);
  return false;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    // A container's root has no user namespaces; the product's own windows keep their sandbox.
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

export async function openKiosk(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
  await page.goto(url);
  return page;
}

/** Waits for a screen by its name on the root element. */
export async function onScreen(page: Page, name: string): Promise<void> {
  await page.locator(`[data-screen="${name}"]`).waitFor({ timeout: 20_000 });
}

/** Presses a key by its accessible name. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}
