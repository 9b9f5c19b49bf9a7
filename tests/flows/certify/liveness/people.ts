import * as fc from 'fast-check';
import type { Persona } from '../../../../devices/camera/persona.ts';

const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true, noDefaultInfinity: true });

/**
 * Old people as the numbers show them: drooping lids, dentures, tremor, glasses (noise), slow cameras,
 * late reactions. They prove the logic of the decision; they say nothing of real error rates.
 */
export const livePerson: fc.Arbitrary<Persona> = fc
  .record({
    fps: number(13, 30),
    drops: number(0, 0.1),
    reaction: number(350, 4_500),
    yaw: number(-8, 8),
    pitch: number(-9, 9),
    blink: number(0.03, 0.45),
    jaw: number(0, 0.2),
    interEyePx: number(88, 190),
    brightness: number(70, 200),
    deg: number(0.2, 0.8),
    shape: number(0.005, 0.025),
    swayDeg: number(0, 2.5),
    swayHz: number(0.2, 6),
    naturalBlinkMs: number(2_500, 9_000),
    blinkPeak: number(0.82, 1),
    blinkMs: number(180, 650),
    mouthPeak: number(0.6, 0.95),
    mouthMs: number(900, 2_500),
    turnDeg: number(24, 42),
    turnMs: number(1_100, 3_500),
    parallax: number(0.45, 0.95),
  })
  .map((it) => ({
    name: 'generated',
    story: '',
    faces: 1,
    fps: it.fps,
    drops: it.drops,
    reactionMs: [it.reaction, it.reaction * 1.3],
    neutral: {
      yaw: it.yaw,
      pitch: it.pitch,
      blink: it.blink,
      jaw: it.jaw,
      interEyePx: it.interEyePx,
      brightness: it.brightness,
    },
    noise: { deg: it.deg, shape: it.shape, px: 0.8, light: 1.5 },
    sway: { deg: it.swayDeg, hz: it.swayHz },
    naturalBlinkMs: it.naturalBlinkMs,
    acts: {
      blink: { peak: it.blinkPeak, ms: it.blinkMs },
      mouth: { peak: it.mouthPeak, ms: it.mouthMs },
      turn: { deg: it.turnDeg, ms: it.turnMs, parallax: it.parallax },
    },
  }));
