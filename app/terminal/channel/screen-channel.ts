import type { Clock } from '../../../shared/clock/clock.ts';
import type { Kiosk } from '../../../flows/contract/ports.ts';
import type { ToScreen } from '../../../shared/view/channel.ts';
import {
  CHANNEL_MAX_BYTES,
  CHANNEL_MAX_RATE,
  toScreenSchema,
  toTerminalSchema,
} from '../../../shared/view/channel.ts';
import type { RefusalCounter, Refusals } from './refusals.ts';

/** What carries the channel: a WebSocket in the browser host, a MessagePort in Electron. */
export interface ScreenPort {
  send(text: string): void;
}

export interface AttachedScreen {
  /** One message from the screen, as it arrived. Only text is a message; all else counts as malformed. */
  receive(message: unknown): void;
  /** Page that the screen last said it painted, and when (monotonic ms). */
  lastPainted(): { readonly page: number; readonly at: number } | undefined;
  /** From now on this screen sees nothing and can do nothing, whatever of it is still under way. */
  detach(): void;
}

/**
 * Joins one screen to the kiosk. The screen process counts as hostile: every message is measured,
 * rationed and parsed; what does not fit is dropped and counted, and never reaches a flow. A screen that
 * keeps at it is detached before `onPersistentAbuse` is told.
 */
export function attachScreen(
  kiosk: Kiosk,
  port: ScreenPort,
  clock: Clock,
  refusals: RefusalCounter,
  onPersistentAbuse: () => void,
): AttachedScreen {
  let windowStart = clock.monotonic();
  let inWindow = 0;
  let refused = 0;
  let attached = true;
  let painted: { page: number; at: number } | undefined;

  const show = (message: ToScreen): void => {
    // Parsing our own message costs microseconds and proves that nothing outside the schema leaves.
    port.send(JSON.stringify(toScreenSchema.parse(message)));
  };
  const unsubscribe = kiosk.subscribe((view) => {
    if (attached) show({ type: 'view', view });
  });
  const detach = (): void => {
    attached = false;
    unsubscribe();
  };
  const refuse = (cause: keyof Refusals): void => {
    refused += 1;
    refusals.add(cause);
    if (refused < ABUSE_LIMIT) return;
    detach();
    onPersistentAbuse();
  };
  show({ type: 'view', view: kiosk.view() });

  return {
    receive(message) {
      if (!attached) return undefined;
      const now = clock.monotonic();
      if (now - windowStart >= 1000) {
        windowStart = now;
        inWindow = 0;
      }
      inWindow += 1;
      if (inWindow > CHANNEL_MAX_RATE) return refuse('flooding');
      if (typeof message !== 'string') return refuse('malformed');
      // UTF-16 units bound the bytes from below: more of them than bytes allowed is oversized for certain.
      if (message.length > CHANNEL_MAX_BYTES || Buffer.byteLength(message) > CHANNEL_MAX_BYTES)
        return refuse('oversized');
      const parsed = toTerminalSchema.safeParse(parseJson(message));
      if (!parsed.success) return refuse('malformed');
      const said = parsed.data;
      switch (said.type) {
        case 'intent':
          return kiosk.send(said.intent, said.page);
        case 'painted':
          painted = { page: said.page, at: now };
          return undefined;
      }
    },
    lastPainted: () => painted,
    detach,
  };
}

/** Refusals on one connection after which it is cut and the visit ends. */
const ABUSE_LIMIT = 200;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
