import { type ReadonlySignal, signal } from '@preact/signals';
import { toScreenSchema } from '../../../shared/view/channel.ts';
import type { Intent } from '../../../shared/view/intents.ts';
import type { KioskView } from '../../../shared/view/view.ts';
import type { ScreenChannel } from './screen-channel.ts';

/** A short break is not worth a word; after this long the screen says that it is reconnecting, ms. */
const QUIET_BREAK = 2_000;
/** After this long nobody is waiting any more, and what stands there may be somebody's name, ms. */
const FORGET_AFTER = 60_000;
/** How often the screen says that it is alive, ms. */
const ALIVE_EVERY = 2_000;

export interface Link {
  /** Last view, kept for a while when the terminal cannot be heard. */
  readonly view: ReadonlySignal<KioskView | undefined>;
  /** False while the pipe is down: keys rest. */
  readonly standing: ReadonlySignal<boolean>;
  /** The pipe has been down for longer than a moment. */
  readonly lost: ReadonlySignal<boolean>;
  /** Another screen is in use: nothing is wrong, and a touch brings this one back. */
  readonly taken: ReadonlySignal<boolean>;
  /** `page`: that of the view the person was looking at when the finger came down. */
  send(intent: Intent, page: number): void;
}

/** `ready`: what can be shown for a view, at once or as soon as its screen is here; until then the last view stays. */
export function createLink(
  channel: ScreenChannel,
  ready: (view: KioskView) => KioskView | Promise<KioskView>,
): Link {
  const view = signal<KioskView | undefined>(undefined);
  const standing = signal(false);
  const lost = signal(false);
  const taken = signal(false);
  let breakTimer: ReturnType<typeof setTimeout> | undefined;
  let forgetTimer: ReturnType<typeof setTimeout> | undefined;
  let paintedPage: number | undefined;

  /** Two frames on, the page has really been painted. */
  const afterPaint = (page: number): void => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        paintedPage = page;
        channel.send({ type: 'painted', page });
      }),
    );
  };

  /** The last view that came; one that is ready only after it has no say any more. */
  let newest: KioskView | undefined;
  const show = (next: KioskView): void => {
    const turned = next.page !== view.value?.page;
    view.value = next;
    if (turned) afterPaint(next.page);
  };
  const showLater = async (came: KioskView, next: Promise<KioskView>): Promise<void> => {
    const shown = await next;
    if (newest === came) show(shown);
  };

  channel.listen(
    (raw) => {
      const message = toScreenSchema.safeParse(raw);
      if (!message.success) return;
      const came = message.data.view;
      newest = came;
      const next = ready(came);
      if (next instanceof Promise) showLater(came, next).catch(reportError);
      else show(next);
    },
    (now) => {
      standing.value = now === 'up';
      taken.value = now === 'taken';
      if (now === 'up') {
        clearTimeout(breakTimer);
        clearTimeout(forgetTimer);
        breakTimer = undefined;
        forgetTimer = undefined;
        lost.value = false;
        if (view.value !== undefined) afterPaint(view.value.page);
      } else {
        // Every try that fails reports again; the break is as old as its first report.
        breakTimer ??= setTimeout(() => {
          lost.value = true;
        }, QUIET_BREAK);
        forgetTimer ??= setTimeout(() => {
          newest = undefined;
          view.value = undefined;
        }, FORGET_AFTER);
      }
    },
  );
  setInterval(() => {
    if (paintedPage !== undefined) channel.send({ type: 'painted', page: paintedPage });
  }, ALIVE_EVERY);

  return {
    view,
    standing,
    lost,
    taken,
    send: (intent, page) => channel.send({ type: 'intent', page, intent }),
  };
}
