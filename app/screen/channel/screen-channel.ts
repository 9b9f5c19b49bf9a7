import type { ToTerminal } from '../../../shared/view/channel.ts';

/**
 * The pipe between screen and terminal, whatever carries it: a WebSocket in the browser host, a
 * MessagePort in Electron. It moves messages and says whether it stands; it understands nothing.
 */
export interface ScreenChannel {
  /** Silently dropped while the pipe is down: what was tapped on an old picture must not arrive late. */
  send(message: ToTerminal): void;
  /** One listener each; `raw` is untrusted. */
  listen(onMessage: (raw: unknown) => void, onStanding: (standing: boolean) => void): void;
  close(): void;
}
