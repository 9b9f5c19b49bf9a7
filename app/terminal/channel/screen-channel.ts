import type { Clock } from '../../../shared/clock/clock.ts';
import type { Kiosk } from '../../../flows/contract/ports.ts';
import type { ToScreen } from '../../../shared/view/channel.ts';
import {
  CHANNEL_MAX_BYTES,
  CHANNEL_MAX_RATE,
  toScreenSchema,
  toTerminalSchema,
} from '../../../shared/view/channel.ts';

/** What carries the channel: a WebSocket in the browser host, a MessagePort in Electron. */
export interface ScreenPort {
  send(text: string): void;
}

/** What was refused on a channel, by cause. */
export interface Refusals {
  oversized: number;
  flooding: number;
  malformed: number;
}

export interface AttachedScreen {
  /** One message from the screen, as it arrived. */
  receive(text: string): void;
  /** Page that the screen last said it painted, and when (monotonic ms). */
  lastPainted(): { readonly page: number; readonly at: number } | undefined;
  detach(): void;
}

/**
 * Joins one screen to the kiosk. The screen process counts as hostile: every message is measured,
 * rationed and parsed; what does not fit is dropped and counted, and never reaches a flow.
 */
export function attachScreen(
  kiosk: Kiosk,
  port: ScreenPort,
  clock: Clock,
  refusals: Refusals,
  onPersistentAbuse: () => void,
): AttachedScreen {
  let windowStart = clock.monotonic();
  let inWindow = 0;
  let refused = 0;
  let painted: { page: number; at: number } | undefined;

  const show = (message: ToScreen): void => {
    // Parsing our own message costs microseconds and proves that nothing outside the schema leaves.
    port.send(JSON.stringify(toScreenSchema.parse(message)));
  };
  const refuse = (cause: keyof Refusals): void => {
    refusals[cause] += 1;
    refused += 1;
    if (refused === ABUSE_LIMIT) onPersistentAbuse();
  };
  const unsubscribe = kiosk.subscribe((view) => show({ type: 'view', view }));
  show({ type: 'view', view: kiosk.view() });

  return {
    receive(text) {
      const now = clock.monotonic();
      if (now - windowStart >= 1000) {
        windowStart = now;
        inWindow = 0;
      }
      inWindow += 1;
      if (inWindow > CHANNEL_MAX_RATE) return refuse('flooding');
      // UTF-16 units bound the bytes from below: more of them than bytes allowed is oversized for certain.
      if (text.length > CHANNEL_MAX_BYTES || Buffer.byteLength(text) > CHANNEL_MAX_BYTES)
        return refuse('oversized');
      const parsed = toTerminalSchema.safeParse(parseJson(text));
      if (!parsed.success) return refuse('malformed');
      const message = parsed.data;
      switch (message.type) {
        case 'intent':
          return kiosk.send(message.intent, message.page);
        case 'painted':
          painted = { page: message.page, at: now };
          return undefined;
      }
    },
    lastPainted: () => painted,
    detach: unsubscribe,
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
