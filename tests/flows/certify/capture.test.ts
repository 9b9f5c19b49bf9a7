import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import zh from '../../../assets/strings/zh-CN.json' with { type: 'json' };
import type { FaceSource } from '../../../devices/contract/face-source.ts';
import { LIVENESS } from '../../../flows/certify/liveness/limits.ts';
import type { Ports } from '../../../flows/contract/ports.ts';
import { createKiosk } from '../../../flows/session/kiosk.ts';
import { heard, speakingMs } from '../../../shared/words/aloud.ts';
import { settle } from '../support/clock.ts';
import { createWorld, LI, persona, toCapture, toConsent, toFallback } from '../support/world.ts';

/** A source that counts who listens. */
function counted(source: FaceSource): { source: FaceSource; listening: () => number; prompts: string[] } {
  let listening = 0;
  const prompts: string[] = [];
  return {
    prompts,
    listening: () => listening,
    source: {
      ...source,
      prompt(prompt) {
        prompts.push(prompt);
        source.prompt(prompt);
      },
      observe(listener) {
        listening += 1;
        const stop = source.observe(listener);
        return () => {
          listening -= 1;
          stop();
        };
      },
    },
  };
}

describe('capture', () => {
  test.each(['cooperative', 'slow', 'trembling'])('%s passes', async (name) => {
    for (let seed = 1; seed <= 6; seed++) {
      const world = createWorld({ persona: name, seed });
      await toCapture(world);
      expect((await world.until('result', 120_000)).outcome).toBe('accepted');
    }
  });

  test.each([
    ['no-blink', 'no-movement'],
    ['two-faces', 'many-faces'],
    ['far-away', 'not-seen'],
  ])('%s: once more, then the other ways with the reason %s', async (name, reason) => {
    const world = createWorld({ persona: name });
    await toCapture(world);
    // Somebody is there and touches, so that idle time plays no part here.
    for (let i = 0; i < 60 && world.screen() === 'capture'; i++) {
      await world.clock.advance(2_000);
      await world.tap({ type: 'touch' });
    }
    expect(world.on('fallback')).toMatchObject({ reason, retry: true });
    const captures = world.views.filter((view) => view.screen === 'capture');
    expect(captures.map((view) => view.instruction)).toContain('once-more');
    expect(new Set(captures.map((view) => view.attempt))).toEqual(new Set([1, 2]));
    expect(world.journal.notes.filter((note) => note.event === 'liveness-failed')).toHaveLength(2);
    expect(world.journal.committed).toEqual([]);
  });

  test('nobody in view: 请站到脚印上 stays, and after half a minute other ways, with no attempt used up', async () => {
    const world = createWorld({ persona: 'nobody' });
    await toCapture(world);
    await world.clock.advance(9_000);
    expect(world.on('capture')).toMatchObject({ instruction: 'get-ready', hint: null });
    await world.clock.advance(1_000);
    expect(world.on('capture')).toMatchObject({ instruction: 'get-ready', hint: 'no-face' });
    await world.clock.advance(20_000);
    expect(world.screen()).toBe('capture');
    await world.clock.advance(5_000);
    expect(world.on('fallback')).toMatchObject({ reason: 'not-seen', retry: true });
    const captures = world.views.filter((view) => view.screen === 'capture');
    expect(new Set(captures.map((view) => view.attempt))).toEqual(new Set([1]));
    expect(world.journal.notes.filter((note) => note.event === 'liveness-failed')).toEqual([]);
    expect(world.journal.notes.filter((note) => note.event === 'liveness-nobody')).toHaveLength(1);
  });

  test('who comes late, with a stick, has the whole time from then on, in the first attempt', async () => {
    const world = createWorld({ persona: 'nobody' });
    await toCapture(world);
    await world.clock.advance(27_000);
    world.face.setPersona(persona('cooperative'));
    expect((await world.until('result', 60_000)).outcome).toBe('accepted');
    expect(world.journal.committed[0]?.liveness?.attempt).toBe(1);
  });

  test('no sentence of the capture is gone before it has been said', async () => {
    const clips = (
      JSON.parse(readFileSync('assets/audio/zh-CN/clips.json', 'utf8')) as {
        clips: readonly { text: string; ms: number }[];
      }
    ).clips;
    const ms = (key: keyof typeof zh): number => clips.find(({ text }) => text === heard(zh[key]))?.ms ?? 0;
    expect(LIVENESS.readyMs).toBeGreaterThan(ms('capture.title.get-ready'));
    expect(LIVENESS.absentMs).toBeGreaterThan(ms('capture.title.get-ready') + ms('capture.lead.get-ready'));
    expect(LIVENESS.lookMinMs).toBeGreaterThan(ms('capture.title.look'));
    expect(LIVENESS.restMs).toBeGreaterThan(ms('capture.title.thanks'));
    for (const key of Object.keys(zh) as (keyof typeof zh)[])
      if (key.startsWith('capture.hint.')) expect(speakingMs(zh[key]), key).toBeGreaterThanOrEqual(ms(key));
  });

  test('a hint stands until it has been said, however the picture flickers', async () => {
    const world = createWorld({ persona: 'far-away' });
    await toCapture(world);
    await world.clock.advance(3_000);
    const before = world.views.length;
    expect(world.on('capture').hint).toBe('too-far');
    for (let i = 0; i < 4; i += 1) {
      world.face.setPersona(persona(i % 2 === 0 ? 'two-faces' : 'far-away'));
      await world.clock.advance(100);
    }
    expect(new Set(world.views.slice(before).map((view) => (view as { hint?: string }).hint))).toEqual(
      world.views.length === before ? new Set() : new Set(['too-far']),
    );
    world.face.setPersona(persona('two-faces'));
    await world.clock.advance(2_500);
    expect(world.on('capture').hint).toBe('too-many-faces');
  });

  test('a held-up photograph is never accepted', async () => {
    const reasons = new Set<string>();
    for (let seed = 1; seed <= 12; seed++) {
      const world = createWorld({ persona: 'photo', seed });
      await toCapture(world);
      reasons.add((await world.until('fallback', 120_000)).reason);
    }
    expect([...reasons].sort()).toEqual(['flat', 'no-movement']);
  });

  test('every attempt has a challenge of its own', async () => {
    const asked = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const world = createWorld({ seed });
      await toCapture(world);
      await world.until('result', 120_000);
      asked.add(world.journal.committed[0]?.liveness?.challenge.join('+') ?? '');
    }
    expect(asked.size).toBeGreaterThanOrEqual(9);
    for (const pair of asked) expect(new Set(pair.split('+')).size).toBe(2);
  });

  test('hints, one at a time', async () => {
    const neutral = persona('cooperative').neutral;
    const standing = (change: object) => ({
      ...persona('cooperative'),
      neutral: { ...neutral, ...change },
    });
    for (const [who, hint] of [
      [persona('two-faces'), 'too-many-faces'],
      [persona('far-away'), 'too-far'],
      [standing({ brightness: 20 }), 'too-dark'],
      [standing({ brightness: 250 }), 'too-bright'],
      [standing({ yaw: 28 }), 'face-the-screen'],
    ] as const) {
      const world = createWorld();
      world.face.setPersona(who);
      await toCapture(world);
      await world.clock.advance(3_500);
      expect(world.on('capture')).toMatchObject({ instruction: 'look', hint });
      world.face.setPersona(persona('no-blink'));
      await world.clock.advance(8_500);
      expect(world.on('capture').hint).toBe('take-your-time');
    }
  });

  test('the camera pulled in the middle: the other ways, at once', async () => {
    const world = createWorld();
    await toCapture(world);
    await world.clock.advance(2_000);
    world.face.setLink({ kind: 'absent' });
    await world.clock.advance(300);
    expect(world.on('fallback')).toMatchObject({ reason: 'no-camera', retry: false });
    world.face.setLink({ kind: 'ready' });
    expect(world.on('fallback').retry).toBe(true);
    await world.tap({ type: 'choose-fallback', way: 'retry' });
    expect(world.screen()).toBe('capture');
  });

  test('再试一次 without a consent asks for it first', async () => {
    const world = createWorld();
    await toFallback(world);
    await world.tap({ type: 'choose-fallback', way: 'retry' });
    expect(world.screen()).toBe('consent');
  });

  test('five failures within three minutes leave only the other ways, also at the next visit', async () => {
    const world = createWorld({ persona: 'no-blink' });
    await toCapture(world);
    for (let round = 0; round < 3; round++) {
      const view = await world.until('fallback', 120_000);
      if (round < 2) {
        expect(view.retry).toBe(true);
        await world.tap({ type: 'choose-fallback', way: 'retry' });
      }
    }
    // 2 + 2 + 1: the fifth ends its round.
    expect(world.journal.notes.filter((note) => note.event === 'liveness-failed')).toHaveLength(5);
    expect(world.on('fallback').retry).toBe(false);
    await world.tap({ type: 'choose-fallback', way: 'retry' });
    expect(world.screen()).toBe('fallback');
    await world.tap({ type: 'leave' });
    await toConsent(world);
    await world.tap({ type: 'agree' });
    expect(world.on('fallback')).toMatchObject({ reason: 'not-seen', retry: false });
    await world.tap({ type: 'leave' });
    await world.clock.advance(180_000);
    await toConsent(world);
    await world.tap({ type: 'agree' });
    expect(world.screen()).toBe('capture');
  });
});

describe('the source stops on every exit', () => {
  async function start() {
    const world = createWorld({ start: false, persona: 'no-blink' });
    const { source, listening, prompts } = counted(world.face);
    const ports: Ports = { ...world.ports, face: source };
    const kiosk = createKiosk(ports);
    kiosk.start();
    const tap = async (intent: Parameters<typeof kiosk.send>[0]): Promise<void> => {
      kiosk.send(intent, kiosk.view().page);
      await settle();
    };
    await world.card(LI);
    await tap({ type: 'confirm-me' });
    await tap({ type: 'agree' });
    await world.clock.advance(4_000);
    expect(listening()).toBe(1);
    return { world, kiosk, tap, listening, prompts };
  }

  const exits: Record<string, (it: Awaited<ReturnType<typeof start>>) => unknown> = {
    返回: ({ tap }) => tap({ type: 'back' }),
    换一种方式: ({ tap }) => tap({ type: 'other-way' }),
    退出: ({ tap }) => tap({ type: 'leave' }),
    'the screen came back': ({ kiosk }) => kiosk.screenRestarted(),
    'the camera is lost': async ({ world }) => {
      world.face.setLink({ kind: 'absent' });
      await world.clock.advance(1_000);
    },
    'two failures': ({ world }) => world.clock.advance(40_000),
    'the kiosk stops': ({ kiosk }) => kiosk.stop(),
  };

  for (const [name, exit] of Object.entries(exits)) {
    test(name, async () => {
      const it = await start();
      await exit(it);
      await settle();
      expect(it.listening()).toBe(0);
      expect(it.prompts.at(-1)).toBe('none');
    });
  }
});
