import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showcase } from '../../shared/demo/showcase.ts';
import { haveChromium, launchBrowser, onScreen, openKiosk } from './browser.ts';
import type { Running } from './processes.ts';
import { startCommand } from './processes.ts';
import type { ScreenClient } from './screen-client.ts';
import { openScreen } from './screen-client.ts';

/** The demo as `npm start` gives it: everybody's story ends as it is told, and the dock has hands. */
let folder: string;
let demo: Running;
let screen: ScreenClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'songbai-demo-'));
  demo = await startCommand('start', 'county', '--data', folder, '--port', '0', '--county-port', '0');
  screen = await openScreen(kioskUrl());
});
afterAll(async () => {
  screen?.close();
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function kioskUrl(): string {
  return /kiosk ready: (\S+)/.exec(demo.output())?.[1] ?? '';
}

async function dock(device: string, verb: string, body: object = {}): Promise<number> {
  const answer = await fetch(new URL(`/dock/${device}/${verb}`, kioskUrl()), {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return answer.status;
}

async function paper(): Promise<string> {
  const answer = await fetch(new URL('/dock/state', kioskUrl()));
  return ((await answer.json()) as { paper: string[] }).paper.join('\n');
}

async function goHome(): Promise<void> {
  if (screen.view()?.screen !== 'home') screen.tap({ type: 'leave' });
  await dock('idCard', 'remove');
  await screen.until('home');
}

async function present(person: string): Promise<void> {
  await goHome();
  expect(await dock('idCard', 'place', { person })).toBe(200);
  await screen.until('confirm-identity', (view) => !view.busy);
  screen.tap({ type: 'confirm-me' });
}

async function certified(person: string): Promise<string> {
  await present(person);
  await screen.until('consent');
  screen.tap({ type: 'agree' });
  return (await screen.until('result')).outcome;
}

/** In the page: notes each clip that is played to its end, ten times as fast. */
const NOTE_WHAT_IS_PLAYED = `
  const heard = (globalThis.heard = []);
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    this.playbackRate = 10;
    this.addEventListener('ended', () => heard.push(this.src));
    return play.call(this);
  };`;
const FOCUSED = 'document.activeElement?.ariaLabel';

describe('the demo', () => {
  it.each(showcase.map((person) => [person.id, person] as const))(
    '%s: the story ends as told',
    async (id, person) => {
      const { outcome, reason } = person.expected;
      if (outcome === 'queued') await dock('network', 'cut');
      if (outcome === 'accepted' || outcome === 'queued') {
        expect(await certified(id)).toBe(outcome);
      } else if (outcome === 'already-certified') {
        await present(id);
        await screen.until('already-certified');
      } else {
        await present(id);
        expect((await screen.until('result')).reason).toBe(reason);
      }
      await dock('network', 'restore');
    },
  );

  it('prints what the dock shows, and says so when the paper runs out', async () => {
    await dock('face', 'persona', { persona: 'cooperative' });
    await present(showcase.find((person) => person.expected.outcome === 'already-certified')?.id ?? '');
    await screen.until('already-certified');
    screen.tap({ type: 'certify-again' });
    await screen.until('consent');
    await dock('receiptPrinter', 'paper-out');
    await screen.until('consent', (view) => view.paper === 'out');
    screen.tap({ type: 'agree' });
    await screen.until('result');
    await dock('receiptPrinter', 'refill');
    await screen.until('result', (view) => view.strip.key !== 'paper-out');
    screen.tap({ type: 'print-receipt' });
    await screen.until('result', (view) => view.receipt === 'printed');
    expect(await paper()).toContain('有效期至');
  });

  it('refuses verbs, people and origins that are not its own', async () => {
    expect(await dock('idCard', 'explode')).toBe(404);
    expect(await dock('constructor', 'name')).toBe(404);
    expect(await dock('idCard', 'place', { person: 'nobody-here' })).toBe(400);
    const foreign = await fetch(new URL('/dock/idCard/remove', kioskUrl()), {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
  });

  describe.runIf(haveChromium())('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser.close());

    it('shows the kiosk at the printed address and the dock beside it', async () => {
      const kiosk = await openKiosk(browser, kioskUrl());
      await onScreen(kiosk, 'home');
      const bench = await browser.newPage();
      const problems: string[] = [];
      bench.on('pageerror', (error) => problems.push(error.message));
      await bench.goto(new URL('/dock', kioskUrl()).href);
      const person = showcase[0];
      await bench
        .getByText(person?.person.name ?? '', { exact: false })
        .first()
        .waitFor();
      await bench.getByRole('button', { name: 'English' }).click();
      await bench.getByText(person?.storyEn ?? '').waitFor();
      const words = await bench.locator('.side :is(h2, button, th, td)').allInnerTexts();
      expect(words.join(' ')).not.toMatch(/\p{Script=Han}/u);
      expect(problems).toEqual([]);
    });

    it('leads somebody who sees nothing, and has the five keys, from home to the slip', {
      timeout: 240_000,
    }, async () => {
      const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
      await page.addInitScript(NOTE_WHAT_IS_PLAYED);
      await page.goto(kioskUrl());
      await onScreen(page, 'home');
      const heard = (): Promise<string> => page.evaluate<string>("heard.join(' ')");
      const hears = (clip: string): Promise<void> => expect.poll(heard, { timeout: 60_000 }).toContain(clip);
      /** Arrow by arrow to the key of this name. */
      const reach = async (name: string, arrows: readonly string[]): Promise<void> => {
        for (const arrow of arrows) {
          if ((await page.evaluate(FOCUSED)) === name) return;
          await page.keyboard.press(arrow);
        }
        expect(await page.evaluate(FOCUSED)).toBe(name);
      };
      await reach('语音帮助', ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowLeft']);
      await page.keyboard.press('Enter');
      await hears('spoken.voice.aloud');
      await dock('face', 'persona', { persona: 'cooperative' });
      expect(await dock('idCard', 'place', { person: 'rare-name' })).toBe(200);
      await page.locator('[data-screen="confirm-identity"] .key.lit:not([aria-busy])').waitFor();
      await hears('confirm.lead');
      await reach('是我本人', []);
      await page.keyboard.press('Enter');
      await page
        .locator('[data-screen]:is([data-screen="consent"],[data-screen="already-certified"])')
        .waitFor();
      if ((await page.locator('[data-screen="already-certified"]').count()) === 1) {
        await hears('already.title');
        await reach('重新认证', ['ArrowUp', 'ArrowLeft', 'ArrowDown', 'ArrowLeft']);
        await page.keyboard.press('Enter');
      }
      await onScreen(page, 'consent');
      await hears('consent.or-not.about');
      await hears('key.agree');
      await page.keyboard.press('Enter');
      await hears('capture.title.get-ready');
      await page.locator('[data-screen="result"]').waitFor({ timeout: 90_000 });
      await hears('result.title.accepted');
      await hears('result.lead.accepted');
      await reach('打印回执', []);
      await page.keyboard.press('Enter');
      await hears('already.reprint.printed');
      await reach('完成', []);
      await page.keyboard.press('Enter');
      await onScreen(page, 'home');
      // Nothing that is somebody's own was said into the hall.
      expect(await heard()).not.toContain('syllables');
      await page.close();
    });
  });
});
