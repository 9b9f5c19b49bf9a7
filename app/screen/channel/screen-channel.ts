import type { ToTerminal } from '../../../shared/view/channel.ts';

/** `taken`: another screen is in use now; this one comes back when somebody touches it. */
export type Standing = 'up' | 'down' | 'taken';

/**
 * The pipe between screen and terminal, whatever carries it: a WebSocket in the browser host, a
 * MessagePort in Electron. It moves messages and says whether it stands; it understands nothing.
 */
export interface ScreenChannel {
  /** Silently dropped while the pipe is down: what was tapped on an old picture must not arrive late. */
  send(message: ToTerminal): void;
  /** One listener each; `raw` is untrusted. */
  listen(onMessage: (raw: unknown) => void, onStanding: (standing: Standing) => void): void;
  close(): void;
}
