import { CHANNEL_MAX_BYTES, type ToTerminal } from '../../../shared/view/channel.ts';
import type { ScreenChannel, Standing } from './screen-channel.ts';

/** First wait before connecting again, ms; doubles up to `LONGEST_WAIT`. The terminal is on this machine. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 2_000;
/** Close code by which the terminal says that another screen is in use now. */
const TAKEN_OVER = 1000;

/** Same origin, path `/channel`; the per-start token of the page is handed on. */
export function channelUrl(location: {
  readonly host: string;
  readonly protocol: string;
  readonly search: string;
}): string {
  const token = new URLSearchParams(location.search).get('token');
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/channel${token === null ? '' : `?token=${encodeURIComponent(token)}`}`;
}

export function webSocketChannel(url: string): ScreenChannel {
  let socket: WebSocket | undefined;
  let closed = false;
  let wait = FIRST_WAIT;
  let onMessage: (raw: unknown) => void = () => undefined;
  let onStanding: (standing: Standing) => void = () => undefined;

  const connect = (): void => {
    if (closed) return;
    const own = new WebSocket(url);
    socket = own;
    own.addEventListener('open', () => {
      wait = FIRST_WAIT;
      onStanding('up');
    });
    own.addEventListener('message', (event) => {
      if (typeof event.data !== 'string' || event.data.length > CHANNEL_MAX_BYTES) return;
      try {
        onMessage(JSON.parse(event.data));
      } catch {
        // Not JSON: dropped, like everything the schema does not know.
      }
    });
    own.addEventListener('close', (event) => {
      if (socket !== own) return;
      const taken = event.code === TAKEN_OVER;
      onStanding(taken ? 'taken' : 'down');
      if (taken) {
        // Two screens that both came back by themselves would push each other out for ever.
        addEventListener('pointerdown', connect, { once: true });
        return;
      }
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  };

  return {
    send(message: ToTerminal): void {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    listen(message, standing) {
      onMessage = message;
      onStanding = standing;
      connect();
    },
    close() {
      closed = true;
      socket?.close();
    },
  };
}
