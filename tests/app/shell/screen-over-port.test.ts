import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureScreen, SCREEN_DIST } from '../../../app/terminal/build/screen.ts';
import { buildShell } from '../../../app/terminal/build/shell.ts';
import { countRefusals } from '../../../app/terminal/channel/refusals.ts';
import { attachScreen } from '../../../app/terminal/channel/screen-channel.ts';
import { assetServer, readManifest } from '../../../app/terminal/host/app-scheme.ts';
import { systemClock } from '../../../shared/clock/system.ts';
import { haveChromium, launchBrowser, onScreen, press } from '../../e2e/browser.ts';
import { personalView, testKiosk } from './support/test-kiosk.ts';

/**
 * The page as Electron gets it, in real Chromium: the built screen from the frozen manifest with its real
 * headers, the built preload, real message ports, the terminal's real end of the channel. Only Electron's
 * two functions between preload and main process are played.
 */
const ORIGIN = 'https://kiosk.test';

/** Runs the built preload in the page; `toTerminal` and `fromTerminal` are the other end of its port. */
const playElectron = (preload: string): string => `
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => toTerminal(data);
  window.fromTerminal = (text) => port1.postMessage(text);
  const once = {};
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, verbs) => { window[name] = verbs; },
      executeInMainWorld: ({ func }) => func(),
    },
    ipcRenderer: {
      once: (name, listener) => { once[name] = listener; },
      invoke: async (name, argument) => {
        window.invoked = [name, argument];
        setTimeout(() => once['screen:port']({ ports: [port2] }));
      },
    },
  };
  ((require) => { ${preload} })(() => electron);
`;

describe.skipIf(!haveChromium())('the screen over the shell’s port', () => {
  const dist = mkdtempSync(join(tmpdir(), 'songbai-port-'));
  let browser: Browser;
  beforeAll(async () => {
    await ensureScreen(() => undefined);
    await buildShell(SCREEN_DIST, dist);
    browser = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(dist, { recursive: true, force: true });
  });

  async function open() {
    const manifest = readManifest(readFileSync(join(dist, 'shell', 'manifest.json'), 'utf8'));
    const read = async (path: string): Promise<Buffer<ArrayBuffer>> => readFile(join(SCREEN_DIST, path));
    const serve = assetServer(manifest, read, () => undefined);
    const page: Page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.route('**/*', async (route) => {
      const url = route.request().url().replace(ORIGIN, 'app://kiosk');
      const answer = await serve({ url, method: route.request().method() });
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
    const kiosk = testKiosk();
    const refusals = countRefusals(() => undefined);
    const toPage = { send: (text: string) => void page.evaluate(`fromTerminal(${JSON.stringify(text)})`) };
    let attached: ReturnType<typeof attachScreen> | undefined;
    await page.exposeFunction('toTerminal', (text: string) => attached?.receive(text));
    await page.addInitScript(playElectron(readFileSync(join(dist, 'shell', 'preload.cjs'), 'utf8')));
    await page.goto(`${ORIGIN}/index.html`);
    attached = attachScreen(kiosk, toPage, systemClock, refusals, () => undefined);
    return { page, kiosk, refusals, complaints, attached };
  }

  it('draws what the terminal says and sends back what is pressed, under the real policy', async () => {
    const { page, kiosk, refusals, complaints, attached } = await open();
    await onScreen(page, 'home');
    expect(await page.evaluate('window.invoked')).toEqual(['screen:connect', 'ready']);
    kiosk.show(personalView);
    await onScreen(page, 'confirm-identity');
    await press(page, '是我本人');
    await expect.poll(() => kiosk.intents.at(-1)?.intent).toEqual({ type: 'confirm-me' });
    expect(kiosk.intents.at(-1)?.page).toBe(personalView.page);
    await expect.poll(() => attached.lastPainted()?.page).toBe(personalView.page);
    expect(refusals.counts).toEqual({ oversized: 0, flooding: 0, malformed: 0 });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('cannot print', async () => {
    const { page } = await open();
    expect(await page.evaluate('String(print)')).not.toContain('native code');
    await page.evaluate('window.print = undefined');
    expect(await page.evaluate('typeof print')).toBe('function');
    await page.close();
  });
});
