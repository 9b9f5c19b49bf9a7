import { createActor } from 'xstate';
import type { KioskView } from '../../shared/view/view.ts';
import { createAttemptLimiter } from '../certify/attempts.ts';
import type { Kiosk, Ports } from '../contract/ports.ts';
import { timerClock } from './clock.ts';
import { eventOf } from './events.ts';
import { createSessionMachine } from './machine.ts';
import { viewOfSession } from './view.ts';

/** A camera does not say by itself that it is gone, nor a clock that it was set, ms. */
const LOOK_AROUND_MS = 1_000;

/**
 * The kiosk's behaviour: one session machine behind verbs and one flat view. Devices are started and
 * stopped by whoever owns them; this only listens to them.
 */
export function createKiosk(ports: Ports): Kiosk {
  const limiter = createAttemptLimiter(ports.clock, ports.random);
  const listeners = new Set<(view: KioskView) => void>();
  const unsubscribe: (() => void)[] = [];
  let page = 0;
  let pageKey = '';
  let published = '';
  let queued = false;

  // Made at the start, not before: an actor decides its first state when it is made.
  const create = () =>
    createActor(createSessionMachine(ports, limiter), {
      clock: timerClock(ports.clock),
      // Children change by their own timers and promises as well, and the root is not told of that.
      inspect: (event) => {
        if (event.type === '@xstate.snapshot') publishSoon();
      },
    });
  let actor: ReturnType<typeof create> | undefined;

  const view = (): KioskView => {
    const next = viewOfSession(actor?.getSnapshot(), ports, limiter);
    if (next.pageKey !== pageKey) page += 1;
    pageKey = next.pageKey;
    // The parts are typed; only the spread of a union loses its tag for the compiler.
    return { ...next.view, page } as KioskView;
  };

  const publish = (): void => {
    queued = false;
    if (actor === undefined) return;
    const current = view();
    // Time alone is no news: the screen ticks by itself.
    const key = JSON.stringify({ ...current, now: 0 });
    if (key === published) return;
    published = key;
    for (const listener of listeners) listener(current);
  };

  /** After the whole cascade of a change has settled, once. */
  const publishSoon = (): void => {
    if (queued) return;
    queued = true;
    queueMicrotask(publish);
  };

  let cancelLook = (): void => undefined;
  const lookAround = (): void => {
    publishSoon();
    cancelLook = ports.clock.after(LOOK_AROUND_MS, lookAround);
  };

  return {
    view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(intent, tappedPage) {
      if (view().page === tappedPage) actor?.send(eventOf(intent));
    },
    refresh() {
      actor?.send({ type: 'refresh' });
      publishSoon();
    },
    screenRestarted() {
      actor?.send({ type: 'restart' });
    },
    start() {
      if (actor !== undefined) return;
      actor = create();
      actor.start();
      const devices = [ports.idCard?.subscribe(publishSoon), ports.printer?.subscribe(publishSoon)];
      for (const stop of [...devices, ports.county.subscribe(publishSoon)]) if (stop) unsubscribe.push(stop);
      lookAround();
    },
    stop() {
      cancelLook();
      for (const end of unsubscribe.splice(0)) end();
      actor?.stop();
      actor = undefined;
    },
  };
}
