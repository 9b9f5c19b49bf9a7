import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FakeFrame } from './fake-electron/page.ts';
import { settle } from './fake-electron/ports.ts';
import type { Booted } from './support/booted.ts';
import { boot, page } from './support/booted.ts';
import { captureView, personalView } from './support/test-kiosk.ts';

const CONNECT = 'screen:connect';
let booted: Booted;
beforeEach(async () => {
  booted = await boot();
  booted.kiosk().show(personalView);
  await settle();
});

const invoke = (frame: FakeFrame | null, args: unknown[] = ['ready']): Promise<unknown> =>
  booted.fake.contents.invoke(frame, CONNECT, args);

/** Refused, told to the terminal, and the person sees the start page with nothing of the visit on it. */
async function expectRefused(call: Promise<unknown>, cause: string): Promise<void> {
  const before = page(booted);
  await expect(call).rejects.toThrow('refused');
  await settle();
  expect(booted.refusals[0]).toEqual({ what: CONNECT, cause });
  expect(page(booted)).not.toBe(before);
  expect(page(booted).views.map(({ screen }) => screen)).toEqual(['home']);
}

describe('messages of a hostile page', () => {
  it('there is one channel', () => {
    expect([...booted.fake.handlers.keys()]).toEqual([CONNECT]);
  });

  it('from a frame inside the page are refused', async () => {
    const top = page(booted).frame;
    await expectRefused(invoke({ ...top, parent: top }), 'foreign-frame');
  });

  it('from a frame that is already gone are refused', async () => {
    await expectRefused(invoke(null), 'foreign-frame');
  });

  it('from other contents are refused', async () => {
    const { FakeContents } = await import('./fake-electron/contents.ts');
    const other = new FakeContents(booted.fake.session, booted.fake.handlers);
    await expectRefused(other.invoke(page(booted).frame, CONNECT, ['ready']), 'foreign-frame');
  });

  it.each(['https://evil.example', 'app://evil', 'app://kiosk.evil', 'null', 'file://', ''])(
    'from origin %j are refused',
    async (origin) => {
      await expectRefused(invoke({ url: `${origin}/index.html`, origin, parent: null }), 'foreign-origin');
    },
  );

  it('from an opaque origin at our address are refused', async () => {
    await expectRefused(
      invoke({ url: 'app://kiosk/index.html', origin: 'null', parent: null }),
      'foreign-origin',
    );
  });

  it('from our origin but not our address are refused', async () => {
    await expectRefused(
      invoke({ url: 'about:blank', origin: 'app://kiosk', parent: null }),
      'foreign-origin',
    );
  });

  it('that are too long are refused', async () => {
    await expectRefused(invoke(page(booted).frame, [{ a: 'x'.repeat(2_000) }]), 'oversized');
  });

  it('out of their moment are refused: a page connects once', async () => {
    await expectRefused(invoke(page(booted).frame), 'out-of-state');
  });

  it('whose shape is unknown are refused, whatever it is', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    for (const args of [[], ['ready', 1], [1], ['Ready'], [{}], [new Map()], [null], [[]], [10n], [cyclic]]) {
      const mine = await boot();
      // At the right moment, before the page's own call: otherwise the moment is what refuses them.
      const answer = new Promise<unknown>((resolve) => {
        mine.fake.contents.once('did-navigate', () => {
          const { contents, handlers } = mine.fake;
          try {
            handlers.get(CONNECT)!({ sender: contents, senderFrame: contents.page!.frame }, ...args);
            resolve('done');
          } catch (error) {
            resolve(error);
          }
        });
      });
      mine.fake.contents.forcefullyCrashRenderer();
      expect(await answer).toEqual(new Error('refused'));
      await settle();
      expect(mine.refusals).toContainEqual({ what: CONNECT, cause: 'malformed' });
      // Breaking a rule while still loading saves no page either.
      expect(mine.fake.contents.loads).toHaveLength(3);
      expect(page(mine).views.at(-1)?.screen).toBe('home');
    }
  });

  it('are refused for their number, before anything else is looked at: five calls per page', async () => {
    const { frame } = page(booted);
    const { contents } = booted.fake;
    const handler = booted.fake.handlers.get(CONNECT)!;
    for (let call = 0; call < 6; call += 1) {
      expect(() => handler({ sender: contents, senderFrame: frame }, 'ready')).toThrow('refused');
    }
    await settle();
    expect(booted.refusals.map(({ cause }) => cause)).toContain('flooding');
  });

  it('that come in floods are refused, reported a bounded number of times, and cost one fresh page', async () => {
    const { frame } = page(booted);
    const loads = booted.fake.contents.loads.length;
    await Promise.race([Promise.allSettled(Array.from({ length: 500 }, () => invoke(frame))), settle()]);
    await settle();
    expect(booted.fake.contents.loads.length - loads).toBeLessThanOrEqual(2);
    expect(booted.refusals.length).toBeLessThanOrEqual(40);
    expect(page(booted).views.at(-1)?.screen).toBe('home');
    expect(booted.fake.exits).toEqual([]);
  });

  it('never throw anything but a refusal, whatever is sent: fuzzed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.anything({ withBigInt: true, withDate: true, withMap: true }), { maxLength: 3 }),
        async (args) => {
          booted = await boot();
          const answer = await invoke(page(booted).frame, args).then(
            () => 'done',
            (error: Error) => error.message,
          );
          expect(answer).toContain('refused');
          await settle();
          expect(page(booted).alive).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a flood over the screen’s own line', () => {
  it('is cut, the visit ends, and a fresh page joins', async () => {
    booted.kiosk().show(captureView);
    await settle();
    const before = page(booted);
    for (let index = 0; index < 400; index += 1) before.send('{"type":"intent"}');
    await settle();
    await settle();
    expect(page(booted)).not.toBe(before);
    expect(page(booted).views.map(({ screen }) => screen)).toEqual(['home']);
    expect(booted.host().refusals.flooding).toBeGreaterThan(100);
  });

  it('of messages that are too long for the channel never reaches a flow', async () => {
    // Past the preload: a page that has taken over its own renderer.
    const line = page(booted);
    line.send(
      JSON.stringify({ type: 'intent', page: 2, intent: { type: 'leave', more: 'x'.repeat(9_000) } }),
    );
    await settle();
    expect(booted.host().refusals.malformed).toBe(1);
    expect(booted.kiosk().intents).toEqual([]);
  });
});
