import { ensureScreen, SCREEN_DIST } from '../../app/terminal/build/screen.ts';
import { launch, openPage, SIZES } from '../app/screen/browser.ts';
import { FakeTerminal } from '../app/screen/fake-terminal.ts';
import { STORIES, storyNamed } from '../app/screen/stories/registry.ts';
import type { BenchRow } from './row.ts';

/** A processor as slow as a ten-year-old kiosk's beside this one. */
const THROTTLE = 6;
/** Main thread between a view that came in and the frame that shows it, ms. */
const LIMIT = 50;
const ROUNDS = 3;

/**
 * In the page, for each message of the terminal: how long the main thread is busy with it, ms, in `busy_`. First
 * the task that takes it (reading, drawing, fitting), then the frame that shows it; the wait for the screen's own
 * beat between them is nobody's work. A message queued behind each of the two tells when it is over.
 */
const WATCH = `
  globalThis.busy_ = [];
  const after = (then) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(0);
  };
  const Native = WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(url) {
      super(url);
      super.addEventListener('message', () => {
        const begun = performance.now();
        let task = 0;
        after(() => (task = performance.now() - begun));
        requestAnimationFrame(() => {
          const drawing = performance.now();
          after(() => busy_.push(task + performance.now() - drawing));
        });
      });
    }
  };`;

/**
 * Every story after every other kind of screen, both formats, on a slow processor: twice as drawn and once, for the
 * first time, at the largest type. `again`: at the largest type once more, as for everybody but the first.
 */
export async function nextFrame(): Promise<BenchRow[]> {
  await ensureScreen((line) => process.stderr.write(`${line}\n`));
  const browser = await launch();
  const terminal = await FakeTerminal.start(SCREEN_DIST);
  const busy: number[] = [];
  const again: number[] = [];
  for (const size of Object.keys(SIZES) as (keyof typeof SIZES)[]) {
    const { page } = await openPage(browser, size);
    await page.addInitScript(WATCH);
    terminal.show(storyNamed('home'));
    await page.goto(terminal.url);
    await page.waitForSelector('[data-screen=home]');
    // Faces and chunks are loaded once in the life of a kiosk.
    const show = (view: (typeof STORIES)[number]['view'], text: 0 | 2) =>
      terminal.turnTo({ ...view, ease: { ...view.ease, text } });
    for (const { view } of STORIES) await show(view, 0);
    await page.evaluate('busy_.length = 0');
    const client = await page.context().newCDPSession(page);
    await client.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
    for (let round = 0; round < ROUNDS; round += 1)
      for (const { view } of STORIES) await show(view, round === ROUNDS - 1 ? 2 : 0);
    busy.push(...(await page.evaluate<number[]>('busy_.splice(0)')));
    for (const { view } of STORIES) await show(view, 2);
    again.push(...(await page.evaluate<number[]>('busy_')));
    await page.context().close();
  }
  await terminal.stop();
  await browser.close();
  return [...rowsOf('next-frame', busy), ...rowsOf('next-frame-again', again)];
}

function rowsOf(name: string, busy: readonly number[]): BenchRow[] {
  const sorted = busy.toSorted((a, b) => a - b);
  return [0.5, 0.99].map((share) => {
    const ours = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      name: `${name}-p${share * 100}`,
      ours,
      limit: LIMIT,
      ratio: ours / LIMIT,
      n: sorted.length,
      unit: `ms at ${THROTTLE}x throttle`,
    };
  });
}
