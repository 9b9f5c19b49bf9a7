import type { Kiosk } from '../../../../flows/contract/ports.ts';
import type { Intent } from '../../../../shared/view/intents.ts';
import type { KioskView } from '../../../../shared/view/view.ts';

export const homeView: KioskView = {
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

const { open: _open, ...frame } = homeView;
export const captureView: KioskView = {
  ...frame,
  screen: 'capture',
  page: 2,
  instruction: 'blink',
  hint: null,
  step: 1,
  steps: 2,
  attempt: 1,
};
export const personalView: KioskView = {
  ...frame,
  screen: 'confirm-identity',
  page: 2,
  maskedName: '王*英',
  maskedNumber: '99***********1234',
  busy: false,
};

export interface TestKiosk extends Kiosk {
  readonly intents: { intent: Intent; page: number }[];
  restarts: number;
  show(view: KioskView): void;
}

/** A kiosk that shows what the test says and goes home when its screen was restarted. */
export function testKiosk(): TestKiosk {
  let current: KioskView = homeView;
  const listeners = new Set<(view: KioskView) => void>();
  const kiosk: TestKiosk = {
    intents: [],
    restarts: 0,
    view: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: (intent, page) => kiosk.intents.push({ intent, page }),
    refresh: () => undefined,
    screenRestarted() {
      kiosk.restarts += 1;
      if (current !== homeView) kiosk.show(homeView);
    },
    start: () => undefined,
    stop: () => undefined,
    show(view) {
      current = view;
      for (const listener of listeners) listener(view);
    },
  };
  return kiosk;
}
