import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showcase } from '../../shared/demo/showcase.ts';
import { maskIdNumber, maskName } from '../../shared/identity/mask.ts';
import { viewSchema } from '../../shared/view/view.ts';
import { haveChromium, launchBrowser, onScreen } from '../e2e/browser.ts';
import type { Running } from '../e2e/processes.ts';
import { startCommand } from '../e2e/processes.ts';
import { openMonkey, seeded } from './monkey.ts';

/**
 * Random touches and keys on the demo in real Chromium, with cards of random people coming and going.
 * Whatever it does: a known screen, nothing of anybody but the person whose card lies there, no exception.
 * `npm run test:monkey` does 100,000 of them (a quarter of an hour); among the other tests it is a
 * sample. `MONKEY_EVENTS` sets the number, `MONKEY_SEED` repeats a run; every failure names its seed.
 */
const FULL = process.env['npm_lifecycle_event'] === 'test:monkey';
const EVENTS = Number(process.env['MONKEY_EVENTS'] ?? (FULL ? 100_000 : 3_000));
const SEED = Number(process.env['MONKEY_SEED'] ?? 20_261_123);
/** Events between two looks at the screen, and looks while one person's card lies on the reader. */
const LOOK_EVERY = 100;
const LOOKS_PER_PERSON = 8;

const screens = new Set<string>(viewSchema.def.options.flatMap((option) => option.shape.screen.def.values));
const traces = showcase.map(({ id, person, card }) => ({
  id,
  /** What may stand on a screen while this person is there. */
  texts: [person.name, card.name].flatMap((name) => [
    name,
    maskName(name),
    person.id_number,
    maskIdNumber(person.id_number),
  ]),
}));

describe.skipIf(!haveChromium())('a monkey at the kiosk', () => {
  let folder: string;
  let demo: Running;
  let browser: Browser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'songbai-monkey-'));
    const ports = ['--port', '0', '--county-port', '0', '--host', 'browser'];
    demo = await startCommand('start', 'county', '--data', folder, ...ports);
    browser = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`reaches nothing that it should not in ${EVENTS} events`, { timeout: 3_600_000 }, async () => {
    const url = /kiosk ready: (\S+)/.exec(demo.output())?.[1] ?? '';
    const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
    const page = await context.newPage();
    const wrong: string[] = [];
    const say = (what: string): void =>
      void wrong.push(`seed ${SEED}, event ${monkey?.events ?? 0}: ${what}`);
    page.on('pageerror', (error) => say(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') say(`console: ${message.text()}`);
    });
    page.on('dialog', (dialog) => say(`dialog: ${dialog.message()}`));
    page.on('download', () => say('download'));
    page.on('popup', () => say('second page'));
    page.on('framenavigated', (frame) => {
      if (frame.url() !== url) say(`went to ${frame.url()}`);
    });
    await page.goto(url);
    await onScreen(page, 'home');
    const random = seeded(SEED);
    const monkey = await openMonkey(page, random);
    const dock = (device: string, verb: string, body: object = {}): Promise<Response> =>
      fetch(new URL(`/dock/${device}/${verb}`, url), { method: 'POST', body: JSON.stringify(body) });
    const seen = new Set<string>();
    const people = new Set<string>();

    while (monkey.events < EVENTS && wrong.length === 0) {
      const here = showcase[Math.floor(random() * showcase.length)]!;
      const own = new Set(traces.find(({ id }) => id === here.id)?.texts);
      // Somebody went; what is seen from now on may only be of the next one.
      await dock('idCard', 'remove');
      await leave(page);
      await dock('idCard', 'place', { person: here.id });
      people.add(here.id);
      for (let look = 0; look < LOOKS_PER_PERSON && monkey.events < EVENTS; look += 1) {
        await monkey.act(LOOK_EVERY);
        const { screen, text } = await page.evaluate<{ screen: string; text: string }>(
          `({
            screen: document.querySelector('[data-screen]')?.getAttribute('data-screen') ?? 'none',
            text: document.body.textContent,
          })`,
        );
        seen.add(screen);
        if (!screens.has(screen)) say(`screen ${screen}`);
        for (const { id, texts } of traces) {
          if (id === here.id) continue;
          for (const trace of texts) {
            if (!own.has(trace) && text.includes(trace)) say(`${trace} beside ${here.person.name}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(monkey.events).toBeGreaterThanOrEqual(EVENTS);
    // It got about: otherwise it proves nothing.
    expect(seen.size).toBeGreaterThanOrEqual(EVENTS >= 20_000 ? 6 : 2);
    expect(people.size).toBeGreaterThanOrEqual(Math.min(showcase.length, EVENTS / 20_000));
    process.stderr.write(`monkey: ${monkey.events} events, screens ${[...seen].join(', ')}\n`);
    await context.close();
  });
});

/** Ends the visit, as the next person would find it: at home. */
async function leave(page: Page): Promise<void> {
  const out = page.getByRole('button', { name: '退出', exact: true });
  for (let tries = 0; tries < 60; tries += 1) {
    const screen = await page.locator('[data-screen]').first().getAttribute('data-screen');
    if (screen === 'home') return;
    await out.click({ timeout: 500 }).catch(() => undefined);
    await page
      .locator('[data-screen="home"]')
      .waitFor({ timeout: 1_000 })
      .catch(() => undefined);
  }
  throw new Error('no way back to the start page');
}
