import { describe, expect, it } from 'vitest';
import type { HostPort, ParentPort } from '../../../app/terminal/host/port-host.ts';
import { openPortHost } from '../../../app/terminal/host/port-host.ts';
import type { ToShell } from '../../../app/terminal/host/shell-protocol.ts';
import { fakeClock } from '../shell/support/fake-clock.ts';
import { fakeKiosk } from './fake-kiosk.ts';

type Heard = (event: { readonly data: unknown; readonly ports: readonly HostPort[] }) => void;

/** A port whose other end talks even after it was closed, as what is under way does. */
function fakePort() {
  const seen: string[] = [];
  let hear: (event: { readonly data: unknown }) => void = () => undefined;
  let gone = (): void => undefined;
  const port = {
    on(event: 'message' | 'close', listener: () => void) {
      if (event === 'message') hear = listener;
      else gone = listener;
    },
    start: () => undefined,
    postMessage: (text: string) => seen.push(text),
    close: () => undefined,
  } as unknown as HostPort;
  const tap = (type: 'leave' | 'done'): void =>
    hear({ data: JSON.stringify({ type: 'intent', page: 1, intent: { type } }) });
  return { port, seen, tap, say: (data: unknown) => hear({ data }), gone: () => gone() };
}

function open() {
  const said: ToShell[] = [];
  const refused: string[] = [];
  let hear: Heard = () => undefined;
  const parent: ParentPort = {
    on: (_event, listener) => {
      hear = listener;
    },
    postMessage: (message) => said.push(message),
  };
  const kiosk = fakeKiosk();
  const host = openPortHost({
    parent,
    kiosk,
    clock: fakeClock(),
    onRefusal: (what, cause) => refused.push(`${what} ${cause}`),
  });
  const screen = (): ReturnType<typeof fakePort> => {
    const made = fakePort();
    hear({ data: { type: 'screen' }, ports: [made.port] });
    return made;
  };
  return { kiosk, host, said, refused, screen, hear };
}

describe('a screen behind a message port', () => {
  it('that keeps sending what is no text is replaced, and each refusal is told', () => {
    const { kiosk, host, said, refused, screen } = open();
    const { say } = screen();
    for (let i = 0; i < 300; i += 1) say(i % 2 === 0 ? new Uint8Array(3) : { type: 'intent' });
    expect(said).toContainEqual({ type: 'replace-screen', cause: 'abuse' });
    expect(said.filter(({ type }) => type === 'replace-screen')).toHaveLength(1);
    expect(host.refusals.malformed + host.refusals.flooding).toBe(200);
    expect(refused).toHaveLength(200);
    expect(kiosk.restarts()).toBe(2);
  });

  it('that was replaced, or thrown out, sees and does nothing any more', () => {
    const { kiosk, host, screen } = open();
    const first = screen();
    const second = screen();
    const seen = first.seen.length;
    first.tap('leave');
    kiosk.publish({ page: 2 });
    expect(kiosk.waiting()).toBe(0);
    expect(first.seen).toHaveLength(seen);
    expect(second.seen).toHaveLength(2);
    // Its port's end is told late, and is not that of the screen in use.
    first.gone();
    second.say(JSON.stringify({ type: 'painted', page: 1 }));
    expect(host.lastPainted()).toBeTypeOf('number');
    for (let i = 0; i < 300; i += 1) second.say(null);
    second.tap('leave');
    expect(kiosk.waiting()).toBe(0);
  });
});
