import { describe, expect, test } from 'vitest';
import { createPerformer } from '../../../../devices/camera/performer.ts';
import type { FaceObservation, FacePrompt } from '../../../../devices/contract/face-source.ts';
import type { Challenge } from '../../../../flows/certify/liveness/challenge.ts';
import { drawChallenge } from '../../../../flows/certify/liveness/challenge.ts';
import { createSeededRandom } from '../../support/clock.ts';
import { persona } from '../../support/world.ts';
import type { Subject } from './play.ts';
import { play } from './play.ts';

const CHALLENGE: Challenge = ['turn-left', 'mouth'];

/** A cooperative person whose frames may be altered on the way. */
function altered(
  alter: (frame: FaceObservation, asked: FacePrompt, sinceAsked: number) => FaceObservation | undefined,
  seed = 5,
): Subject {
  const performer = createPerformer(
    { ...persona('cooperative'), naturalBlinkMs: null },
    createSeededRandom(seed),
  );
  let asked: FacePrompt = 'none';
  let since = 0;
  return {
    prompt(prompt, at) {
      asked = prompt;
      since = at;
      performer.prompt(prompt, at);
    },
    frame: (at) => alter(performer.frame(at), asked, at - since),
  };
}

function outcome(subject: Subject, challenge: Challenge = CHALLENGE): string {
  const phase = play(challenge, subject, createSeededRandom(8));
  return phase.kind === 'failed' ? phase.fault : phase.kind;
}

describe('the decision names what it saw', () => {
  test('unaltered, every challenge passes', () => {
    const random = createSeededRandom(1);
    for (let i = 0; i < 40; i++)
      expect(
        outcome(
          altered((frame) => frame, i),
          drawChallenge(random),
        ),
      ).toBe('passed');
  });

  test('the same numbers again and again', () => {
    let first: FaceObservation | undefined;
    expect(outcome(altered((frame) => ({ ...(first ??= frame), at: frame.at })))).toBe('frozen');
  });

  test('a run of frames that comes back', () => {
    const tape: FaceObservation[] = [];
    let n = 0;
    const loop = altered((frame) => {
      if (tape.length < 30) tape.push(frame);
      return { ...(tape[n++ % 30] ?? frame), at: frame.at };
    });
    expect(outcome(loop)).toBe('looped');
  });

  test('frames that do not move forward in time', () => {
    expect(outcome(altered((frame) => ({ ...frame, at: 1 })))).toBe('frozen');
  });

  test('frames of another time', () => {
    expect(outcome(altered((frame) => ({ ...frame, at: frame.at * 2 })))).toBe('not-now');
  });

  test('no frames at all', () => {
    expect(outcome(altered(() => undefined))).toBe('no-stream');
  });

  const during = (act: FacePrompt, change: (frame: FaceObservation, since: number) => FaceObservation) =>
    altered((frame, asked, since) => (asked === act ? change(frame, since) : frame));

  test('the face goes away between the steps', () => {
    expect(outcome(during('mouth', (frame) => ({ ...frame, faces: 0 })))).toBe('vanished');
  });

  test('a face that the detector misses for a moment is forgiven', () => {
    const blinking = during('mouth', (frame, since) => (since < 300 ? { ...frame, faces: 0 } : frame));
    expect(outcome(blinking)).toBe('passed');
  });

  test('a second face comes in', () => {
    expect(outcome(during('mouth', (frame) => ({ ...frame, faces: 2 })))).toBe('many-faces');
  });

  test('who looks on before anything is asked only has to step aside', () => {
    let from: number | undefined;
    const crowd = altered((frame) => {
      from ??= frame.at;
      return frame.at - from < 4_000 ? { ...frame, faces: 2 } : frame;
    });
    expect(outcome(crowd)).toBe('passed');
  });

  test('another face takes over', () => {
    expect(outcome(during('mouth', (frame) => ({ ...frame, interEyePx: frame.interEyePx * 1.6 })))).toBe(
      'swapped',
    );
  });

  test('a turn without depth', () => {
    expect(outcome(during('turn-left', (frame) => ({ ...frame, parallax: 0.05 })))).toBe('flat');
  });

  test('the other side', () => {
    expect(outcome(during('turn-left', (frame) => ({ ...frame, yaw: -frame.yaw })))).toBe('wrong-act');
  });

  test('another act than the one asked for', () => {
    const opens = during('turn-left', (frame, since) => (since > 300 ? { ...frame, jawOpen: 0.9 } : frame));
    expect(outcome(opens)).toBe('wrong-act');
  });

  test('a mouth that was open before it was asked for does not count', () => {
    const open = altered((frame, asked) => (asked === 'mouth' ? { ...frame, jawOpen: 0.9 } : frame));
    expect(outcome(open)).toBe('no-movement');
  });

  test('a mouth that opens sooner than anybody reacts does not count', () => {
    const early = altered((frame, asked, since) =>
      asked === 'mouth' ? { ...frame, jawOpen: since > 120 ? 0.9 : 0.03 } : frame,
    );
    expect(outcome(early)).toBe('no-movement');
  });

  test('eyes shut for long are no blink, nor is one eye', () => {
    const lids = (left: number, right: number, from: number, to: number) =>
      altered((frame, asked, since) => {
        if (asked !== 'blink') return frame;
        const shut = since > from && since < to;
        return { ...frame, blinkLeft: shut ? left : 0.08, blinkRight: shut ? right : 0.08 };
      });
    const challenge: Challenge = ['blink', 'mouth'];
    expect(outcome(lids(0.9, 0.9, 500, 750), challenge)).toBe('passed');
    expect(outcome(lids(0.9, 0.9, 500, 1_600), challenge)).toBe('no-movement');
    expect(outcome(lids(0.9, 0.1, 500, 750), challenge)).toBe('no-movement');
  });
});

test('the challenge: twelve ordered pairs, each about as often, never the same act twice', () => {
  const random = createSeededRandom(99);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6_000; i++) {
    const key = drawChallenge(random).join('+');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(12);
  for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(110);
});
