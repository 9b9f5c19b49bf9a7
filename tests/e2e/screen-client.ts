import { WebSocket } from 'ws';
import type { Intent } from '../../shared/view/intents.ts';
import type { KioskView, ScreenName, ViewOf } from '../../shared/view/view.ts';

/** A screen without a picture: follows the views and taps as fast as they come. */
export interface ScreenClient {
  view(): KioskView | undefined;
  /** Resolves with the first view of that screen (for which `when` holds), rejects when the terminal goes. */
  until<S extends ScreenName>(screen: S, when?: (view: ViewOf<S>) => boolean): Promise<ViewOf<S>>;
  tap(intent: Intent): void;
  close(): void;
}

export async function openScreen(kioskUrl: string): Promise<ScreenClient> {
  const url = new URL(kioskUrl);
  const socket = new WebSocket(`ws://${url.host}/channel${url.search}`, { origin: url.origin });
  let latest: KioskView | undefined;
  let gone = false;
  const listeners = new Set<() => void>();
  const wake = (): void => {
    for (const listener of listeners) listener();
  };
  socket.on('message', (data) => {
    latest = (JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '{}') as { view: KioskView }).view;
    wake();
  });
  const end = (): void => {
    gone = true;
    wake();
  };
  socket.on('close', end);
  socket.on('error', end);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return {
    view: () => latest,
    until<S extends ScreenName>(screen: S, when: (view: ViewOf<S>) => boolean = () => true) {
      return new Promise<ViewOf<S>>((resolve, reject) => {
        const look = (): void => {
          if (gone) {
            listeners.delete(look);
            reject(new Error('the terminal is gone'));
          } else if (latest?.screen === screen && when(latest as ViewOf<S>)) {
            listeners.delete(look);
            resolve(latest as ViewOf<S>);
          }
        };
        listeners.add(look);
        look();
      });
    },
    tap(intent) {
      if (latest !== undefined) socket.send(JSON.stringify({ type: 'intent', page: latest.page, intent }));
    },
    close: () => socket.close(),
  };
}
