import type { Kiosk } from '../../../flows/contract/ports.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { Refusals } from '../channel/refusals.ts';
import { countRefusals } from '../channel/refusals.ts';
import type { AttachedScreen } from '../channel/screen-channel.ts';
import { attachScreen } from '../channel/screen-channel.ts';
import type { ToShell } from './shell-protocol.ts';
import { ALIVE_EVERY, fromShellSchema } from './shell-protocol.ts';

/** A message port as Electron hands it to a utility process. */
export interface HostPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(text: string): void;
  close(): void;
}

/** `process.parentPort` of a utility process. */
export interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly HostPort[] }) => void,
  ): unknown;
  postMessage(message: ToShell): void;
}

export interface PortHostOptions {
  readonly parent: ParentPort;
  readonly kiosk: Kiosk;
  readonly clock: Clock;
  /** Something of the screen was refused, by the shell or here; for the audit. */
  readonly onRefusal?: (what: string, cause: string) => void;
}

export interface PortHost {
  readonly refusals: Readonly<Refusals>;
  /** When the screen last said that it had painted, monotonic ms. */
  lastPainted(): number | undefined;
  close(): void;
}

/** A screen that has not painted for this long is replaced, ms; it says so every 2 s. */
const SILENCE_LIMIT = 15_000;
/** The start page has to stand for this long after a visit before it is loaded afresh, ms. */
const VISIT_OVER_AFTER = 3_000;

/** The screen behind a message port of the Electron shell. One screen at a time; a newer one takes over. */
export function openPortHost({ parent, kiosk, clock, onRefusal }: PortHostOptions): PortHost {
  const refusals = countRefusals((cause) => onRefusal?.('channel', cause));
  let current: { readonly attached: AttachedScreen; readonly since: number; close(): void } | undefined;
  let visited = false;
  let capturing = false;
  let closed = false;
  let cancelFresh: (() => void) | undefined;

  const leave = (): void => {
    current?.close();
    current = undefined;
  };
  const take = (port: HostPort): void => {
    leave();
    // Whoever stood before the last page may have gone: a fresh page always begins at the start.
    kiosk.screenRestarted();
    const attached = attachScreen(kiosk, { send: (text) => port.postMessage(text) }, clock, refusals, () => {
      kiosk.screenRestarted();
      leave();
      parent.postMessage({ type: 'replace-screen', cause: 'abuse' });
    });
    const mine = {
      attached,
      since: clock.monotonic(),
      close: () => {
        attached.detach();
        port.close();
      },
    };
    current = mine;
    port.on('message', ({ data }) => attached.receive(data));
    port.on('close', () => {
      if (current !== mine) return;
      attached.detach();
      current = undefined;
    });
    port.start();
  };
  parent.on('message', ({ data, ports }) => {
    const message = fromShellSchema.safeParse(data);
    if (!message.success) return;
    const [port] = ports;
    if (message.data.type === 'screen' && port !== undefined) take(port);
    else if (message.data.type === 'screen-lost') {
      leave();
      kiosk.screenRestarted();
    } else if (message.data.type === 'refused') onRefusal?.(message.data.what, message.data.cause);
  });

  const watch = (): void => {
    const { screen } = kiosk.view();
    if (capturing !== (screen === 'capture')) {
      capturing = screen === 'capture';
      parent.postMessage({ type: 'capturing', on: capturing });
    }
    if (screen !== 'home') {
      visited = true;
      cancelFresh?.();
      cancelFresh = undefined;
    } else if (visited && cancelFresh === undefined) {
      cancelFresh = clock.after(VISIT_OVER_AFTER, () => {
        visited = false;
        cancelFresh = undefined;
        parent.postMessage({ type: 'visit-over' });
      });
    }
  };
  const unsubscribe = kiosk.subscribe(watch);
  const beat = (): void => {
    if (closed) return;
    parent.postMessage({ type: 'alive' });
    if (current !== undefined) {
      const seen = current.attached.lastPainted()?.at ?? current.since;
      if (clock.monotonic() - seen > SILENCE_LIMIT) {
        leave();
        kiosk.screenRestarted();
        parent.postMessage({ type: 'replace-screen', cause: 'silent' });
      }
    }
    cancelBeat = clock.after(ALIVE_EVERY, beat);
  };
  let cancelBeat = clock.after(ALIVE_EVERY, beat);
  parent.postMessage({ type: 'ready' });

  return {
    refusals: refusals.counts,
    lastPainted: () => current?.attached.lastPainted()?.at,
    close() {
      closed = true;
      cancelBeat();
      cancelFresh?.();
      unsubscribe();
      leave();
    },
  };
}
