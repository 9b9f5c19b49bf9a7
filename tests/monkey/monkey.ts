import type { CDPSession, Page } from 'playwright-core';

/** A small generator of its own, so that a seed gives the same monkey for ever (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const KEYS = [
  ...'0123456789X',
  'Enter',
  'Tab',
  'Backspace',
  'Escape',
  ' ',
  'F1',
  'F5',
  'F11',
  'ArrowLeft',
  'ArrowDown',
  'PageDown',
  'Home',
  'a',
  'r',
];

/** Input events that have been sent but not yet taken in by the page, at most. */
const IN_FLIGHT = 64;

export interface Monkey {
  /** Touches and keys sent so far; a touch is one, down and up together. */
  readonly events: number;
  /** Does `count` random things. */
  act(count: number): Promise<void>;
}

/**
 * Random touches and keys, as the browser gets them from a real screen: through its own input pipeline.
 * Half of the touches go to some button, or the monkey would hardly ever leave the first screen.
 */
export async function openMonkey(page: Page, random: () => number): Promise<Monkey> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 1080, height: 1920 };
  const flying = new Set<Promise<unknown>>();
  let events = 0;
  let buttons: { x: number; y: number }[] = [];

  const send = async (sent: Promise<unknown>): Promise<void> => {
    const settled = sent.catch(() => undefined).finally(() => flying.delete(settled));
    flying.add(settled);
    if (flying.size >= IN_FLIGHT) await Promise.race(flying);
  };
  const touch = async (x: number, y: number): Promise<void> => {
    await send(cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] }));
    // A finger slides now and then.
    if (random() < 0.1) {
      const touchPoints = [{ x: x + random() * 60 - 30, y: y + random() * 60 - 30 }];
      await send(cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints }));
    }
    await send(cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }));
  };
  const press = async (key: string): Promise<void> => {
    const text = key.length === 1 ? { text: key } : {};
    const modifiers = random() < 0.1 ? Math.floor(random() * 16) : 0;
    const down = modifiers === 0 ? text : {};
    await send(cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', key, modifiers, ...down }));
    await send(cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key, modifiers }));
  };
  const lookForButtons = async (): Promise<void> => {
    buttons = await page.evaluate<{ x: number; y: number }[]>(
      `[...document.querySelectorAll('button')].map((button) => {
        const box = button.getBoundingClientRect();
        return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      })`,
    );
  };

  return {
    get events() {
      return events;
    },
    async act(count) {
      for (let done = 0; done < count; done += 1) {
        if (done % 25 === 0) await lookForButtons();
        const what = random();
        const button = buttons[Math.floor(random() * buttons.length)];
        if (what < 0.2) await press(KEYS[Math.floor(random() * KEYS.length)] ?? 'Tab');
        else if (what < 0.6 && button !== undefined) {
          await touch(button.x + random() * 40 - 20, button.y + random() * 40 - 20);
        } else await touch(random() * width, random() * height);
        events += 1;
      }
      await Promise.all(flying);
    },
  };
}
