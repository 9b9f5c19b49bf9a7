import type { Kiosk } from '../../../flows/contract/ports.ts';
import type { Intent } from '../../../shared/view/intents.ts';
import type { KioskView } from '../../../shared/view/view.ts';

interface Tap {
  readonly intent: Intent;
  readonly page: number;
}

const home: KioskView = {
  screen: 'home',
  reader: true,
  page: 1,
  county: { name: '柏坪县社保大厅', terminal: '1 号机' },
  demo: true,
  now: 1_795_000_000_000,
  ease: { text: 0, contrast: false, voice: 'off', language: 'zh-CN' },
  strip: { tone: 'plain', key: 'all-well' },
  open: ['certify'],
};

/** A kiosk that only remembers what it was told. */
export function fakeKiosk(): Kiosk & {
  nextIntent(): Promise<Tap>;
  /** Intents that nobody has asked for yet. */
  waiting(): number;
  restarts(): number;
  /** Shows the start page with something changed. */
  publish(change: Partial<typeof home>): void;
  /** Resolves when a screen stops listening. */
  nextUnsubscribed(): Promise<void>;
} {
  const taps: Tap[] = [];
  const waiting: ((tap: Tap) => void)[] = [];
  let restarts = 0;
  const listeners = new Set<(view: KioskView) => void>();
  const leaving: (() => void)[] = [];
  return {
    view: () => home,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        for (const resolve of leaving.splice(0)) resolve();
      };
    },
    send(intent, page) {
      const waiter = waiting.shift();
      if (waiter === undefined) taps.push({ intent, page });
      else waiter({ intent, page });
    },
    refresh: () => undefined,
    screenRestarted() {
      restarts += 1;
    },
    start: () => undefined,
    stop: () => undefined,
    nextIntent: () =>
      new Promise((resolve) => {
        const tap = taps.shift();
        if (tap === undefined) waiting.push(resolve);
        else resolve(tap);
      }),
    restarts: () => restarts,
    waiting: () => taps.length,
    publish(change) {
      for (const listener of listeners) listener({ ...home, ...change } as KioskView);
    },
    nextUnsubscribed: () =>
      new Promise((resolve) => {
        leaving.push(resolve);
      }),
  };
}
