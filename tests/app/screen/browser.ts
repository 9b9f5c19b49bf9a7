import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Named when Chromium is not there; with CI=true its absence is a failure, not a skip. */
export const MISSING_CHROMIUM = existsSync(CHROMIUM)
  ? undefined
  : `Chromium is missing (${CHROMIUM}). Install it with: apt-get install chromium`;

export const SIZES = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1280, height: 1024 },
} as const;

/** `silent`: a machine without a loudspeaker; elsewhere Chromium pretends to have one. */
export async function launch({ silent = false }: { readonly silent?: boolean } = {}): Promise<Browser> {
  if (MISSING_CHROMIUM !== undefined) throw new Error(MISSING_CHROMIUM);
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...(silent ? [] : ['--use-fake-device-for-media-stream']),
    ],
  });
}

/** A page that fails the test on any error or breach of the content policy. */
export async function openPage(
  browser: Browser,
  size: keyof typeof SIZES,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, complaints };
}
