import { describe, expect, test } from 'vitest';
import type { FaceObservation, FaceSource } from '../../../devices/contract/face-source.ts';
import { ATTEMPT_LIMIT } from '../../../flows/certify/attempts.ts';
import type { World } from '../support/world.ts';
import { createWorld, LI, persona, toCapture, toConsent, WANG } from '../support/world.ts';

/** More often than failures close the face, all within its window. */
const OFTEN = ATTEMPT_LIMIT.failures + 1;

/** A camera whose frames go through `alter` once the attempt runs; `undefined`: the frame is lost. */
function through(
  alter: (frame: FaceObservation, ms: number) => FaceObservation | undefined,
): (scripted: FaceSource) => FaceSource {
  return (scripted) => ({
    ...scripted,
    observe(listener) {
      let first: number | undefined;
      return scripted.observe((frame) => {
        first ??= frame.at;
        const altered = alter(frame, frame.at - first);
        if (altered !== undefined) listener(altered);
      });
    },
  });
}

function unplugged(kind: 'absent' | 'no-answer' | 'broken' | 'refused'): (world: World) => void {
  return ({ face }) => face.setLink({ kind, detail: '' });
}

interface Loss {
  readonly camera?: (scripted: FaceSource) => FaceSource;
  readonly persona?: string;
  /** Strikes 2 s into the attempt; mended before the next. */
  readonly strike?: (world: World) => void;
  readonly fault: string;
}

const throwing =
  (after: number) =>
  (scripted: FaceSource): FaceSource => ({
    ...scripted,
    prompt(prompt) {
      if (prompt !== 'none' && after === 0) throw new Error('the worker is gone');
      scripted.prompt(prompt);
    },
    observe(listener) {
      if (after > 0) throw new Error('getUserMedia: NotReadableError');
      return scripted.observe(listener);
    },
  });

const LOSSES: Readonly<Record<string, Loss>> = {
  'the cable': { strike: unplugged('absent'), fault: 'no-stream' },
  'a device that answers no more': { strike: unplugged('no-answer'), fault: 'no-stream' },
  'a device that calls itself broken': { strike: unplugged('broken'), fault: 'no-stream' },
  'another program has it': { strike: unplugged('refused'), fault: 'no-stream' },
  'no frame from the start': { camera: through(() => undefined), fault: 'no-stream' },
  'frames stop': { camera: through((frame, ms) => (ms < 3_500 ? frame : undefined)), fault: 'no-stream' },
  'frames stop while an act is waited for': {
    camera: through((frame, ms) => (ms < 9_000 ? frame : undefined)),
    persona: 'no-blink',
    fault: 'no-stream',
  },
  'a second of light, a second of dark': {
    camera: through((frame, ms) => (Math.floor(ms / 1_000) % 2 === 0 ? frame : undefined)),
    persona: 'no-blink',
    fault: 'no-stream',
  },
  'a frame a second': {
    camera: (scripted) => {
      let last = Number.NEGATIVE_INFINITY;
      return through((frame) => {
        if (frame.at - last < 1_000) return undefined;
        last = frame.at;
        return frame;
      })(scripted);
    },
    persona: 'no-blink',
    fault: 'no-stream',
  },
  'one picture for ever': {
    camera: (scripted) => {
      let held: FaceObservation | undefined;
      return through((frame) => ({ ...(held ??= frame), at: frame.at }))(scripted);
    },
    fault: 'frozen',
  },
  'a worker that started anew': {
    camera: through((frame, ms) => (ms < 4_000 ? frame : { ...frame, at: frame.at - 1_000_000 })),
    fault: 'frozen',
  },
  'frames that come late': {
    camera: through((frame, ms) => ({ ...frame, at: frame.at - ms / 2 })),
    fault: 'not-now',
  },
  'the source cannot be opened': { camera: throwing(1), fault: 'engine' },
  'the source falls over when spoken to': { camera: throwing(0), fault: 'engine' },
};

async function untilLost(world: World, loss: Loss): Promise<void> {
  await world.clock.advance(2_000);
  loss.strike?.(world);
  for (let i = 0; i < 40 && world.screen() !== 'fallback'; i++) {
    await world.clock.advance(500);
    await world.tap({ type: 'touch' });
  }
}

const eventsOf = ({ journal }: World): readonly string[] => journal.notes.map((note) => note.event);

describe('a camera that fails is not a person who fails', () => {
  for (const [name, loss] of Object.entries(LOSSES)) {
    test(`${name}: told apart, the other ways offered, the face as open as before`, async () => {
      const world = createWorld({
        persona: loss.persona ?? 'cooperative',
        ...(loss.camera === undefined ? {} : { camera: loss.camera }),
      });
      for (let time = 0; time < OFTEN; time++) {
        await toCapture(world);
        await untilLost(world, loss);
        expect(world.on('fallback').reason).toBe('no-camera');
        await world.tap({ type: 'leave' });
        world.face.setLink({ kind: 'ready' });
      }
      const lost = world.journal.notes.filter(({ event }) => event === 'camera-lost');
      expect(lost.map(({ details }) => details?.['fault'])).toEqual(Array(OFTEN).fill(loss.fault));
      expect(eventsOf(world)).not.toContain('liveness-failed');
    });
  }

  test.each(['absent', 'no-answer', 'broken', 'refused'] as const)('%s: said at home already', (kind) => {
    const world = createWorld();
    world.face.setLink({ kind, detail: '' });
    expect(world.kiosk.view().strip).toEqual({ tone: 'heed', key: 'camera-absent' });
  });

  test('the other ways work while it is gone', async () => {
    const world = createWorld();
    await toCapture(world);
    world.face.setLink({ kind: 'absent' });
    await world.until('fallback');
    await world.tap({ type: 'choose-fallback', way: 'counter' });
    expect(await world.until('result')).toMatchObject({ method: 'counter' });
    expect(world.journal.committed[0]).not.toHaveProperty('liveness');
  });

  test('the record counts no attempt that the camera broke off, and one that was not passed', async () => {
    const world = createWorld();
    await toCapture(world);
    await world.clock.advance(2_000);
    world.face.setLink({ kind: 'absent' });
    await world.until('fallback');
    world.face.setLink({ kind: 'ready' });
    await world.tap({ type: 'choose-fallback', way: 'retry' });
    world.face.setPersona(persona('no-blink'));
    for (let i = 0; i < 40 && !eventsOf(world).includes('liveness-failed'); i++) {
      await world.clock.advance(500);
    }
    world.face.setPersona(persona('cooperative'));
    await world.until('result', 120_000);
    expect(world.journal.committed[0]?.liveness?.attempt).toBe(2);
  });

  test('a source that throws while it is let go ends nothing but itself', async () => {
    let closed = false;
    const world = createWorld({
      camera: (scripted) => ({
        ...scripted,
        prompt(prompt) {
          if (closed) throw new Error('closed already');
          scripted.prompt(prompt);
        },
        observe: (listener) => {
          const stop = scripted.observe(listener);
          return () => {
            stop();
            closed = true;
            throw new Error('closed already');
          };
        },
      }),
    });
    await toCapture(world);
    await world.clock.advance(2_000);
    await world.tap({ type: 'other-way' });
    expect(world.on('fallback').reason).toBe('chosen');
    expect(closed).toBe(true);
  });

  test('one that is still starting when it is looked at is waited for', async () => {
    const world = createWorld({
      camera: (scripted) => ({
        ...scripted,
        observe(listener) {
          world.face.setLink({ kind: 'starting' });
          world.clock.after(1_500, () => world.face.setLink({ kind: 'ready' }));
          return scripted.observe(listener);
        },
      }),
    });
    await toCapture(world);
    expect((await world.until('result', 120_000)).outcome).toBe('accepted');
  });

  test.each([
    ['in the middle', 0],
    ['over its end', 4_500],
  ])('a pause %s is nobody’s time: what was asked for is waited for so much longer', async (_name, later) => {
    let dark = false;
    const world = createWorld({
      persona: 'no-blink',
      camera: through((frame) => (dark ? undefined : frame)),
    });
    await toCapture(world);
    for (let i = 0; i < 100 && world.on('capture').hint !== 'take-your-time'; i++) {
      await world.clock.advance(100);
    }
    await world.clock.advance(later);
    dark = true;
    await world.clock.advance(2_500);
    dark = false;
    // 4 s were over, 2.2 s were taken away: the tenth second of the act is the thirteenth by the clock.
    await world.clock.advance(4_700 - later);
    expect(eventsOf(world)).not.toContain('liveness-failed');
    await world.clock.advance(3_000);
    expect(eventsOf(world)).toContain('liveness-failed');
  });
});

describe('who was not judged has not failed', () => {
  const ENDS: Readonly<Record<string, (world: World) => Promise<void>>> = {
    返回: (world) => world.tap({ type: 'back' }),
    换一种方式: (world) => world.tap({ type: 'other-way' }),
    退出: (world) => world.tap({ type: 'leave' }),
    'another card': (world) => world.card(WANG),
    'the screen came back': async (world) => world.kiosk.screenRestarted(),
    'the reader unplugged': async (world) => {
      world.reader.emit({ type: 'status', status: { kind: 'absent' } });
      await world.tap({ type: 'other-way' });
    },
    'gone away before anything was asked, until the machine forgets': async (world) => {
      world.face.setPersona(persona('nobody'));
      await world.clock.advance(20_000);
    },
    'gone away in the middle': async (world) => {
      await world.clock.advance(2_000);
      world.face.setPersona(persona('nobody'));
      await world.clock.advance(4_000);
    },
    'too many people before anything was asked': async (world) => {
      world.face.setPersona(persona('two-faces'));
      await world.clock.advance(15_000);
    },
  };

  for (const [name, end] of Object.entries(ENDS)) {
    test(name, async () => {
      const world = createWorld({ persona: 'no-blink' });
      for (let time = 0; time < OFTEN; time++) {
        world.face.setPersona(persona('no-blink'));
        await toConsent(world);
        await world.tap({ type: 'agree' });
        expect(world.screen(), `time ${time}`).toBe('capture');
        await world.clock.advance(2_000);
        await end(world);
        await world.tap({ type: 'leave' });
        await world.clock.advance(500);
      }
      const judged = world.journal.notes.filter(({ details }) => details?.['judged'] === true);
      expect(judged).toEqual([]);
    });
  }

  test('who was judged has: the fifth time closes the face', async () => {
    const world = createWorld({ persona: 'no-blink' });
    for (let time = 1; time <= ATTEMPT_LIMIT.failures; time++) {
      await toCapture(world);
      for (let i = 0; i < 60 && judgements(world) < time; i++) await world.clock.advance(500);
      expect(judgements(world)).toBe(time);
      await world.tap({ type: 'leave' });
    }
    await toConsent(world);
    await world.tap({ type: 'agree' });
    expect(world.on('fallback')).toMatchObject({ reason: 'not-seen', retry: false });
  });
});

function judgements({ journal }: World): number {
  return journal.notes.filter(({ event, details }) => event === 'liveness-failed' && details?.['judged'])
    .length;
}

describe('the camera comes back', () => {
  async function lost(options: Parameters<typeof createWorld>[0] = {}): Promise<World> {
    const world = createWorld(options);
    await toCapture(world);
    await world.clock.advance(2_000);
    world.face.setLink({ kind: 'absent' });
    await world.until('fallback');
    return world;
  }

  test('it goes on by itself, and certifies', async () => {
    const world = await lost();
    expect(world.on('fallback')).toMatchObject({ reason: 'no-camera', retry: false });
    await world.clock.advance(3_000);
    expect(world.screen()).toBe('fallback');
    world.face.setLink({ kind: 'ready' });
    expect(world.on('fallback').retry).toBe(true);
    await world.clock.advance(3_000);
    expect(world.screen()).toBe('capture');
    expect((await world.until('result', 120_000)).outcome).toBe('accepted');
    expect(world.journal.committed[0]?.liveness?.attempt).toBe(1);
  });

  test('not while it comes and goes', async () => {
    const world = await lost();
    world.views.length = 0;
    for (let i = 0; i < 6; i++) {
      world.face.setLink({ kind: 'ready' });
      await world.clock.advance(1_000);
      world.face.setLink({ kind: 'absent' });
      await world.clock.advance(600);
    }
    expect([...new Set(world.views.map((view) => view.screen))]).toEqual(['fallback']);
  });

  test('a loose plug: twice by itself, then only by 再试一次', async () => {
    const world = await lost();
    for (let time = 0; time < 2; time++) {
      world.face.setLink({ kind: 'ready' });
      await world.until('capture', 4_000);
      world.face.setLink({ kind: 'absent' });
      await world.until('fallback', 4_000);
    }
    world.face.setLink({ kind: 'ready' });
    await world.clock.advance(15_000);
    expect(world.on('fallback').retry).toBe(true);
    await world.tap({ type: 'choose-fallback', way: 'retry' });
    expect(world.screen()).toBe('capture');
  });

  test('not when it comes too late: somebody else may stand there', async () => {
    const world = await lost();
    await world.clock.advance(20_500);
    world.face.setLink({ kind: 'ready' });
    await world.clock.advance(10_000);
    expect(world.on('fallback')).toMatchObject({ reason: 'no-camera', retry: true });
  });

  test('not under the hands of somebody who chose another way, nor when they come back from it', async () => {
    const world = await lost();
    await world.tap({ type: 'choose-fallback', way: 'witness' });
    world.face.setLink({ kind: 'ready' });
    await world.clock.advance(5_000);
    expect(world.screen()).toBe('identify');
    await world.tap({ type: 'back' });
    await world.clock.advance(5_000);
    expect(world.screen()).toBe('fallback');
  });

  test('one that says ready all along and delivers nothing did not come back', async () => {
    const world = createWorld({ camera: through(() => undefined) });
    await toCapture(world, LI);
    await world.until('fallback');
    await world.clock.advance(19_000);
    expect(world.on('fallback')).toMatchObject({ reason: 'no-camera', retry: true });
  });
});
