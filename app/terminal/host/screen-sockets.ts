import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Kiosk } from '../../../flows/contract/ports.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import { CHANNEL_MAX_BYTES } from '../../../shared/view/channel.ts';
import type { RefusalCounter } from '../channel/refusals.ts';
import { attachScreen } from '../channel/screen-channel.ts';
import type { Guard } from './guard.ts';
import { refuse } from './loopback-server.ts';

export interface ScreenSocketsOptions {
  readonly server: Server;
  readonly guard: Guard;
  readonly kiosk: Kiosk;
  readonly clock: Clock;
  readonly refusals: RefusalCounter;
  readonly onRefusal: (cause: string) => void;
}

export interface ScreenSockets {
  lastPainted(): number | undefined;
  close(): void;
}

/** The screen in use. */
interface Screen {
  readonly painted: () => number | undefined;
  replace(): void;
}

/** A screen that reads nothing piles up views; with this many bytes it is no screen any more. */
const MAX_UNREAD_BYTES = 64 * CHANNEL_MAX_BYTES;
/** How long a socket may take to agree to its end, ms. */
const CLOSE_WITHIN = 1_000;

/** The channel's WebSockets, `/channel`. One screen at a time; a newer one takes over. */
export function openScreenSockets(options: ScreenSocketsOptions): ScreenSockets {
  const { server, guard, kiosk, onRefusal } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: CHANNEL_MAX_BYTES,
    perMessageDeflate: false,
    // Whoever pings and never reads would pile up pongs.
    autoPong: false,
  });
  let current: Screen | undefined;
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    // From here on the HTTP server no longer listens to this socket: a reset would be nobody's.
    socket.on('error', () => undefined);
    const address = guard.address(request);
    const allowed = address?.pathname === '/channel' && guard.hasToken(address) && guard.isOurPage(request);
    if (!allowed) {
      onRefusal('channel');
      refuse(socket, 403);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      current?.replace();
      kiosk.screenRestarted();
      const mine = attach(webSocket, options);
      current = mine;
      webSocket.on('close', () => {
        if (current === mine) current = undefined;
      });
    });
  });
  return {
    lastPainted: () => current?.painted(),
    close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function attach(webSocket: WebSocket, { kiosk, clock, refusals, onRefusal }: ScreenSocketsOptions): Screen {
  // ws reports a frame that it will not take as an error, and closes the socket itself.
  webSocket.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : '';
    if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') refusals.add('oversized');
    else if (code.startsWith('WS_ERR_')) refusals.add('malformed');
  });
  const send = (text: string): void => {
    if (webSocket.readyState !== WebSocket.OPEN) return;
    if (webSocket.bufferedAmount > MAX_UNREAD_BYTES) webSocket.terminate();
    else webSocket.send(text);
  };
  /** In words if it listens, and in any case soon. */
  const end = (code: number, words?: string): void => {
    webSocket.close(code, words);
    const cancel = clock.after(CLOSE_WITHIN, () => webSocket.terminate());
    webSocket.once('close', cancel);
  };
  const attached = attachScreen(kiosk, { send }, clock, refusals, () => {
    onRefusal('abuse');
    end(1008);
    kiosk.screenRestarted();
  });
  webSocket.on('message', (data: RawData, binary: boolean) =>
    attached.receive(binary || !Buffer.isBuffer(data) ? undefined : data.toString('utf8')),
  );
  // No page can send these; what does is no page.
  webSocket.on('ping', () => attached.receive(undefined));
  webSocket.on('pong', () => attached.receive(undefined));
  webSocket.on('close', () => attached.detach());
  return {
    painted: () => attached.lastPainted()?.at,
    replace() {
      attached.detach();
      end(1000, 'another screen took over');
    },
  };
}
